/**
 * A property: a named claim over the trace, watched event by event in bounded memory (DESIGN 8).
 */
import type { Regime } from "../sim/faults/fault.ts";
import type { Topology } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";

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
  /** Liveness: what has not happened yet and why; empty when all has. */
  pending(): readonly string[];
}

export interface Property {
  readonly name: string;
  readonly claim: string;
  readonly kind: "safety" | "liveness";
  readonly regimes: readonly Regime[];
  start(run: { readonly topology: Topology; readonly regime: Regime }): Watch;
}
