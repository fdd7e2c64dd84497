/**
 * The Output Rule (paper 2.2): an output leaves only after its own log entry was acknowledged by every node that could
 * still win. The output waits, the VM does not.
 */
import type { EntryNumber, OutputDevice, OutputNumber } from "../replay/entry.ts";
import type { Phase } from "./phase.ts";
import type { HeldOutput, LogLink, OwnerState, GuestState } from "./state.ts";

export interface OutputGate {
  /** Receivers of the log that the arbiter could still make owner. */
  winners(owner: OwnerState, phase: Phase): readonly LogLink[];
  /** The last entry that all of them have. */
  acknowledged(winners: readonly LogLink[]): EntryNumber;
  /** `entry` is the output's own. `device` null: no output but the power-off. */
  mayLeave(entry: EntryNumber, acknowledged: EntryNumber, device: OutputDevice | null): boolean;
  /** Whether the VM may run while these wait. */
  runsWhile(held: readonly HeldOutput[]): boolean;
  /** How far the release note goes: what was handed to the wire, whatever the winners have acknowledged. */
  noteThrough(guest: GuestState, winners: readonly LogLink[]): OutputNumber;
  /** Whether an output made in replay may leave a node that is no owner. */
  leavesBackup(): boolean;
}

export const outputGate: OutputGate = {
  winners: (owner) => owner.links,
  acknowledged(winners) {
    let least = Infinity;
    for (const { acknowledged } of winners) if (acknowledged < least) least = acknowledged;
    return least;
  },
  mayLeave: (entry, acknowledged) => entry <= acknowledged,
  runsWhile: () => true,
  noteThrough: (guest) => guest.handedOver,
  leavesBackup: () => false,
};
