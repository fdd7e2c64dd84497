/**
 * A property: a named claim over the trace, watched event by event in bounded memory (DESIGN 8).
 */
import type { Observation } from "../core/ft/observation.ts";
import type { HostId } from "../core/ft/record.ts";
import type { ByteCount } from "../core/vm/units.ts";
import type { Regime } from "../sim/faults/fault.ts";
import type { VmView } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { BareVm } from "./bare-vm.ts";
import type { Chronicle } from "./chronicle.ts";

/** Two facts that contradict each other, and the event at which it showed. */
export interface Violation {
  readonly seq: number;
  readonly atNs: number;
  /** What the claim demands here. */
  readonly expected: string;
  /** What the trace shows. */
  readonly found: string;
}

export interface Watch {
  observe(event: TraceEvent): void;
  /** Called once at the end of the run, before `pending`. */
  finish?(): void;
  readonly violations: readonly Violation[];
  /** How many events the property could have failed on; 0 makes it vacuous. */
  readonly witnessed: number;
  /** Liveness: what has not happened yet and why; empty when all has. Asked after `finish`. */
  pending(): readonly string[];
}

/** What a property knows of its run before the first event. */
export interface Run {
  readonly topology: VmView;
  readonly regime: Regime;
  /** What has happened so far, shared by all properties and already told of the event that `observe` gets. */
  readonly chronicle: Chronicle;
  /** What the replicas of other VMs leave of a host's RAM, as far as the run has come. Absent: more than enough. */
  readonly freeBytes?: (host: HostId) => ByteCount;
  /** A VM to relive the surviving log with, in the runs that are sampled for it. */
  readonly bareVm?: BareVm | null;
}

/** What a trace event tells: its kind or, of a replica's, what the replica observed. */
export type Sight = Exclude<TraceEvent["kind"], "replica"> | Observation["what"];

export function sightOf(event: TraceEvent): Sight {
  return event.kind === "replica" ? event.observation.what : event.kind;
}

export interface Property {
  readonly name: string;
  readonly claim: string;
  readonly kind: "safety" | "liveness";
  readonly regimes: readonly Regime[];
  /** Worlds that put it to the test if anything does; every world where this is missing. */
  readonly concerns?: (topology: VmView) => boolean;
  /**
   * What its watch looks at, besides the events at which replicas are forgotten; every event where this is missing, as
   * claims about time need. Most events are of a few kinds that few properties look at.
   */
  readonly watches?: readonly Sight[];
  /** Claimed of the whole world: judged once, whatever the number of its VMs. */
  readonly ofWorld?: true;
  start(run: Run): Watch;
}

/** A run that violates a claim often violates it at every step from there on: the first ones are kept. */
const KEPT_VIOLATIONS = 32;

/** What most watches share. */
export abstract class Watcher implements Watch {
  readonly violations: Violation[] = [];
  witnessed = 0;
  protected readonly run: Run;

  constructor(run: Run) {
    this.run = run;
  }

  abstract observe(event: TraceEvent): void;

  pending(): readonly string[] {
    return [];
  }

  protected violate(event: { readonly seq: number; readonly atNs: number }, expected: string, found: string): void {
    if (this.violations.length < KEPT_VIOLATIONS)
      this.violations.push({ seq: event.seq, atNs: event.atNs, expected, found });
  }
}
