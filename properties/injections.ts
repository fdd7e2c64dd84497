/** What a sweep injects at each point, by the name that `--fault` takes. */
import type { Fault } from "../sim/faults/fault.ts";
import type { Topology } from "../sim/topology.ts";

export type Role = "primary" | "backup" | "other";

/** A step of the protocol that a run took. */
export interface Step {
  readonly kind: string;
  readonly atNs: number;
  /** Whose step it is; null in a world of one VM. */
  readonly vm: string | null;
  /** Version of its record: the phase of the protocol. */
  readonly version: number;
  /** The host that took it, and which of its steps of this kind at this time it was; null: the storage array did. */
  readonly by: { readonly host: string; readonly role: Role; readonly count: number } | null;
}

export interface Point {
  /** Virtual time of the step; for faults of the world a nanosecond later where they come after it. */
  readonly atNs: number;
  readonly when: "before" | "after";
  /** At whose roles it aims; null in a world of one VM. */
  readonly vm: string | null;
  /** Null: the moment of a step, for what cannot strike within an event. */
  readonly step: Step | null;
}

/** None where it cannot strike at such a point. */
type Injection = (point: Point) => readonly Fault[];

/** Long enough to be taken for a failure. */
const CUT_NS = 5_000_000_000;
/** A write that is held so long lands after the failover that follows. */
const HELD_NS = 4_000_000_000;

const guard = "whenProtected";

function crash(role: Role): Injection {
  return ({ atNs, when, vm, step }) => {
    if (step === null) return [{ kind: "crash", at: atNs, target: role, guard }];
    const { kind, by } = step;
    if (by?.role !== role) return [];
    const exact = {
      kind: "crash-at-step",
      at: atNs,
      target: vm === null ? by.host : `${vm}:${by.host}`,
      step: kind,
      count: by.count,
      when,
      guard,
    };
    return [exact as Fault];
  };
}

function atMoment(...faults: readonly (Omit<Fault, "at"> & Readonly<Record<string, unknown>>)[]): Injection {
  return ({ atNs, step }) => (step === null ? faults.map((fault, i) => ({ ...fault, at: atNs + i }) as Fault) : []);
}

export const injections: Readonly<Record<string, Injection>> = {
  "crash-primary": crash("primary"),
  "crash-backup": crash("backup"),
  "cut-log": atMoment({ kind: "partition", target: "primary-backup", path: "log", forNs: CUT_NS, guard }),
  "cut-heartbeat": atMoment({ kind: "partition", target: "primary-backup", path: "heartbeat", forNs: CUT_NS, guard }),
  "storage-timeout": atMoment({ kind: "storage-unreachable", target: "all", forNs: CUT_NS }),
  "delayed-write": atMoment(
    { kind: "delayed-write", target: "primary", forNs: 300_000_000, holdNs: HELD_NS },
    { kind: "pause", target: "primary", forNs: HELD_NS, guard },
  ),
};

/** Those that this world can show. */
export function injectionNames({ vms }: Topology): readonly string[] {
  const hasShared = vms.some(({ machine, disks }) => machine.diskSectors !== null && disks === "shared");
  return Object.keys(injections).filter((name) => name !== "delayed-write" || hasShared);
}
