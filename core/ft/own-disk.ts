/**
 * The host's own disk, where disks are not shared. No fence holds it: what it was given it does, whatever has become of
 * the replica that gave it, and an older write would land over what was copied for the host's next attempt. So no attempt
 * uses the disk before all commands of former ones are answered (the model's `former-attempt-writes`). Those of a former
 * boot need no wait: a host that boots resets its disk.
 */
import type { DiskOperation } from "../vm/machine-io.ts";
import type { Context } from "./context.ts";
import type { ReplicaId } from "./record.ts";
import type { StartedOperation } from "./state.ts";

export interface OwnDisk {
  /** Whether an attempt may use the disk, which has not answered so many commands of former ones. */
  mayUse(formerCommands: number): boolean;
  /** Whether a backup may carry out what the guest started. `ended`: the log says no more, for the VM is off. */
  mayFollow(started: StartedOperation, ended: boolean): boolean;
}

export const ownDisk: OwnDisk = {
  mayUse: (formerCommands) => formerCommands === 0,
  // A write that fails on the primary's disk must not be on this one: a read would tell the two apart.
  mayFollow: ({ operation, logged }, ended) => operation.type === "read" || logged || ended,
};

/** Gives the disk a command, the shared one or the host's own. `output`: its number, where the write is one. */
export function command(context: Context, operation: DiskOperation, output: number | null): void {
  const { state, config } = context;
  context.effects.push({ kind: "disk", operation, by: state.replica, output });
  if (config.disks === "non-shared") state.unanswered.push(state.replica);
}

/** The disk has answered a command of `by`, this attempt or a former one. */
export function commandAnswered({ state }: Context, by: ReplicaId): void {
  const index = state.unanswered.indexOf(by);
  if (index >= 0) state.unanswered.splice(index, 1);
}

/** Whether the disk is done with the host's former attempts. */
export function isDiskFree({ state, parts }: Context): boolean {
  return parts.ownDisk.mayUse(state.unanswered.filter((by) => by !== state.replica).length);
}
