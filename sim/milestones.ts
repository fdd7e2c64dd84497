/** When a run's last fault has ended, when clients begin nothing new, and when the run is over. */
import type { Nanoseconds } from "../core/vm/units.ts";
import type { Fault } from "./faults/fault.ts";

/** Clients begin nothing new in this last part of the quiet phase, so that all can be answered. */
const settleNs = 4_000_000_000;

interface Times {
  readonly schedule: readonly Fault[];
  readonly faultyNs: Nanoseconds;
  readonly quietNs: Nanoseconds;
}

export interface Milestones {
  readonly quietAtNs: Nanoseconds;
  readonly settleAtNs: Nanoseconds;
  readonly endAtNs: Nanoseconds;
}

export function milestonesOf({ schedule, faultyNs, quietNs }: Times): Milestones {
  const quietAtNs = Math.max(faultyNs, ...schedule.map((fault) => fault.at + (fault.forNs ?? 0)));
  return {
    quietAtNs,
    settleAtNs: quietAtNs + Math.max(0, quietNs - settleNs),
    endAtNs: quietAtNs + quietNs,
  };
}
