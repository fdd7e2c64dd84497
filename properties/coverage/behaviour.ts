/**
 * What a run made happen, as a set of marks. Those of the first groups are a fixed list, and a large campaign must have
 * reached them all; effects and states are open, and a run that shows a new one is worth keeping (corpus.ts).
 */
import type { Observation } from "../../core/ft/observation.ts";
import type { Phase } from "../../core/ft/phase.ts";
import { defaultTuning } from "../../core/ft/tuning.ts";
import { hostOf, type ArbiterRecord, type HostId, type ReplicaId } from "../../core/ft/record.ts";
import type { Fault, FaultKind } from "../../sim/faults/fault.ts";
import { hostsNamed } from "../../sim/faults/targets.ts";
import type { VmView } from "../../sim/topology.ts";
import { concernsVm, type TraceEvent } from "../../sim/trace.ts";
import type { RunResult } from "../result.ts";
import { goLiveCasesAt, type Asked } from "./go-live-cases.ts";

/**
 * `transition`: one phase of a node to another, a row of the protocol's table. `cell`: a fault in force while some node
 * was in a phase. `effect`: fault family, phase of the owner, role struck, and what the record did next. `state`: who is
 * in which phase, and what was asked and not answered.
 */
export type Group = "property" | "fault" | "phase" | "transition" | "go-live" | "cell" | "effect" | "state";

export type Mark = `${Group} ${string}`;

export function cellMark(kind: string, phase: string): Mark {
  return `cell ${kind} in ${phase}`;
}

/** A span in which some node was in a phase: where a fault has to strike to meet it. */
export interface Moment {
  readonly phase: Phase;
  readonly fromNs: number;
  readonly untilNs: number;
}

/** Moments told of each phase. */
const MOMENTS_MAX = 3;

/** Watches a VM in one run. */
export class BehaviourWatch {
  readonly #kinds: ReadonlyMap<string, Pick<FaultKind, "family">>;
  readonly #vm: VmView;
  readonly #marks = new Set<Mark>();
  readonly #moments: Moment[] = [];
  readonly #phases = new Map<HostId, { readonly phase: Phase; readonly sinceNs: number }>();
  /** Faults in force, by index. */
  readonly #active = new Map<number, string>();
  readonly #asked = new Map<ReplicaId, Asked>();
  #record: ArbiterRecord | null = null;
  /** Faults whose effect on the record is not known yet. */
  #struck: string[] = [];

  constructor(kinds: ReadonlyMap<string, Pick<FaultKind, "family">>, vm: VmView) {
    this.#kinds = kinds;
    this.#vm = vm;
  }

  observe(event: TraceEvent): void {
    if (!concernsVm(event, this.#vm.name)) return;
    switch (event.kind) {
      case "replica":
        this.#replica(event.atNs, event.observation);
        break;
      case "record":
        this.#record = event.record;
        this.#effect(event.request?.kind ?? "power-on");
        this.#state();
        break;
      case "host":
        if (event.state === "down") this.#enter(event.host, null, event.atNs);
        if (event.state === "up") this.#enter(event.host, "spare", event.atNs);
        break;
      case "fault":
        this.#fault(event.fault as Fault, event.index, event.phase);
        break;
      case "end":
        this.#effect("none");
        for (const host of this.#phases.keys()) this.#enter(host, null, event.atNs);
        break;
      default:
    }
  }

  marks({ properties: judged }: RunResult): readonly Mark[] {
    for (const { name, verdict } of judged) if (verdict !== "vacuous") this.#marks.add(`property ${name}`);
    return [...this.#marks];
  }

  get moments(): readonly Moment[] {
    return this.#moments;
  }

  #replica(atNs: number, seen: Observation): void {
    const { replica } = seen;
    if (seen.what === "phase") {
      this.#marks.add(`transition ${seen.from}>${seen.to}`);
      this.#enter(hostOf(replica), seen.to, atNs);
      this.#state();
    } else if (seen.what === "asked") {
      const { id, kind } = seen.request;
      this.#asked.set(replica, { id, kind, askedNs: atNs, again: false });
      this.#state();
    }
    const cases = goLiveCasesAt.get(seen.what);
    if (!cases) return;
    const open = this.#asked.get(replica) ?? null;
    const { askAgainNs } = { ...defaultTuning, ...this.#vm.ft };
    const asked = open && { ...open, again: atNs - open.askedNs > askAgainNs };
    for (const one of cases) if (one.shows(seen, asked)) this.#marks.add(`go-live ${one.name}`);
    if (seen.what === "answered") this.#asked.delete(replica);
  }

  #enter(host: HostId, phase: Phase | null, atNs: number): void {
    const before = this.#phases.get(host);
    // A phase that is left in the same moment, as draining with nothing to drain, is none to strike in.
    const lasted = before !== undefined && atNs - before.sinceNs > 1;
    if (lasted && this.#moments.filter((one) => one.phase === before.phase).length < MOMENTS_MAX)
      this.#moments.push({ phase: before.phase, fromNs: before.sinceNs, untilNs: atNs });
    if (phase === null) {
      this.#phases.delete(host);
      return;
    }
    this.#phases.set(host, { phase, sinceNs: atNs });
    this.#marks.add(`phase ${phase}`);
    for (const kind of this.#active.values()) this.#marks.add(cellMark(kind, phase));
  }

  #fault(fault: Fault, index: number, how: "applied" | "suppressed" | "ended"): void {
    if (how === "ended") this.#active.delete(index);
    if (how !== "applied") return;
    this.#marks.add(`fault ${fault.kind}`);
    if (fault.forNs !== undefined) this.#active.set(index, fault.kind);
    for (const { phase } of this.#phases.values()) this.#marks.add(cellMark(fault.kind, phase));
    const owner = this.#record?.owner ?? null;
    const ownerPhase = owner === null ? "nobody" : (this.#phases.get(hostOf(owner))?.phase ?? "down");
    const family = this.#kinds.get(fault.kind)?.family ?? "control";
    this.#struck.push(`${family}, ${ownerPhase}, ${this.#roleOf(fault.target)}`);
  }

  #roleOf(target: string): string {
    const { owner = null, backup = null } = this.#record ?? {};
    const own = `${this.#vm.name}:`;
    const roles = hostsNamed(target, this.#vm).map((whole) => {
      const name = whole.startsWith(own) ? whole.slice(own.length) : whole;
      if (name === "primary" || name === owner?.slice(0, owner.indexOf("."))) return "primary";
      return name === "backup" || name === backup?.slice(0, backup.indexOf(".")) ? "backup" : "other";
    });
    return [...new Set(roles)].toSorted().join("+") || "world";
  }

  #effect(outcome: string): void {
    for (const struck of this.#struck) this.#marks.add(`effect ${struck}: ${outcome}`);
    this.#struck = [];
  }

  #state(): void {
    if (!this.#record) return;
    const { owner, backup } = this.#record;
    const of = (replica: ReplicaId | null) => (replica === null ? "none" : this.#phaseAt(hostOf(replica)));
    const named = new Set([owner, backup].map((replica) => (replica === null ? null : hostOf(replica))));
    const others = [...this.#phases]
      .filter(([host, { phase }]) => !named.has(host) && phase !== "spare")
      .map(([, { phase }]) => phase);
    const asked = [...this.#asked.values()].map(({ kind }) => kind);
    const rest = [...new Set([...others.toSorted(), ...asked.toSorted().map((kind) => `?${kind}`)])];
    this.#marks.add(`state ${[of(owner), of(backup), ...rest].join(" ")}`);
  }

  #phaseAt(host: HostId): string {
    return this.#phases.get(host)?.phase ?? "down";
  }
}
