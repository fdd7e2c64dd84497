/** Where an execution stands: equal on every replica that stands at the same position of the same history. */
import type { Nanoseconds } from "../vm/units.ts";
import type { EntryNumber, OutputNumber } from "./entry.ts";

export interface Execution {
  /** Number of the next entry: to be written by a recorder, to be applied by a replayer. */
  nextEntry: EntryNumber;
  nextOutput: OutputNumber;
  /** Guest time last told to the guest: it is never told less. */
  guestNs: Nanoseconds;
}

/** `guestNs`: where the machine's clock stands, which is not 0 if it comes from a snapshot. */
export function powerOn(guestNs: Nanoseconds = 0): Execution {
  return { nextEntry: 1, nextOutput: 1, guestNs };
}
