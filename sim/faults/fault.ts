/** A kind of fault: its schema, how chance makes one, how it applies and how it reads aloud. One file each, listed in index.ts. */
import type { Arbitrary } from "fast-check";
import type { z } from "zod";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { Topology } from "../topology.ts";
import type { World } from "../world.ts";

export type Regime = "bounded" | "unbounded" | "corrupting";

/** One entry of a fault schedule, as it stands in JSON: `{at, kind, target, guard?, ...}`. */
export interface Fault {
  readonly kind: string;
  /** Virtual time. */
  readonly at: Nanoseconds;
  readonly target: string;
  /** How long it lasts; absent for what has no end (a crash) or is over at once. */
  readonly forNs?: Nanoseconds | undefined;
  /** Suppressed, with a word in the trace, unless the guard holds when its time comes. */
  readonly guard?: "whenProtected" | undefined;
}

export interface FaultKind<F extends Fault = Fault> {
  readonly name: string;
  /** Swarm switches whole families off. */
  readonly family: "network" | "disk" | "host" | "clock" | "log" | "control";
  readonly claim: string;
  readonly regimes: readonly Regime[];
  /** Strikes one VM alone, the one that its target names: it is no event of others'. */
  readonly ofVm?: true;
  readonly schema: z.ZodType<F>;
  /** A fault of this kind in a world of this topology, at a time below `untilNs`. */
  arbitrary(topology: Topology, untilNs: Nanoseconds, regime: Regime): Arbitrary<F>;
  apply?(world: World, fault: F, index: number): void;
  /** Its next step, for one that changes while it lasts: time until the one after, or null. Step 0 comes with `apply`. */
  step?(world: World, fault: F, index: number, step: number): Nanoseconds | null;
  /** Undoes it after `forNs`. What it did to lines (`Network.impair`) is taken back without this. */
  end?(world: World, fault: F, index: number): void;
  /** Hosts that it makes fail now, for the guard. Absent: as if all replicas. */
  strikes?(world: World, fault: F): readonly number[];
  /** One line, without the time: "channel A-B drops everything for 3.2 s". */
  read(fault: F): string;
}
