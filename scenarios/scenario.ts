/** A scenario: topology, guest, workload, settings and the bounds of its fault schedules. One file each, listed in index.ts. */
import type { Arbitrary } from "fast-check";
import type { Workload } from "../sim/clients/workload.ts";
import type { Fault, FaultKind, Regime } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import type { Topology } from "../sim/topology.ts";

/** A number that `--set name=value` may change. */
export interface Setting {
  readonly name: string;
  readonly about: string;
  readonly unit: string;
  readonly min: number;
  readonly max: number;
  readonly byDefault: number;
}

export type Settings = Readonly<Record<string, number>>;

export interface Scenario {
  readonly name: string;
  readonly claim: string;
  /** `campaign`: part of `lockstep check` without arguments. */
  readonly tags: readonly ("campaign" | "soak" | "packages")[];
  readonly settings: readonly Setting[];
  topology(settings: Settings): Topology;
  /** Virtual time during which faults may happen; the quiet phase follows. */
  faultyNs(settings: Settings): number;
  quietNs(settings: Settings): number;
  /** Fault schedules of this scenario in this regime. `swarm` false: none goes without a family of faults. */
  schedule(settings: Settings, regime: Regime, swarm?: boolean): Arbitrary<readonly Fault[]>;
  /** Regimes whose schedules it knows, the one of a single run first; absent: all. */
  readonly regimes?: readonly Regime[];
  /** Settings for a campaign run. */
  vary?(): Arbitrary<Settings>;
  /** Kinds of fault of its own, besides those that every scenario knows. */
  readonly faults?: readonly FaultKind[];
  /** Services of its own that its clients ask, by the name in `ClientConfig.workload`. */
  readonly workloads?: Readonly<Record<string, Workload>>;
}

export function regimesOf({ regimes = ["bounded", "unbounded", "corrupting"] }: Scenario): readonly Regime[] {
  return regimes;
}

/** Every kind of fault that schedules of this scenario may name. */
export function faultKindsOf({ faults = [] }: Scenario): ReadonlyMap<string, FaultKind> {
  return faults.length === 0
    ? faultKinds
    : new Map([...faultKinds, ...faults.map((kind) => [kind.name, kind] as const)]);
}
