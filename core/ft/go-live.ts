/**
 * Going live (paper 2.3): a backup that won drains every entry that it acknowledged, then decides for itself from
 * exactly there. Outputs that replay made and no release note covers leave now, perhaps a second time; disk operations
 * without a completion entry are issued again; guest time goes on from the last one in the log. A disk of its own must
 * first hold all that the log says was completed: it is the only copy left (the model's `live-before-disk`).
 */
import type { EntryNumber, OutputNumber } from "../replay/entry.ts";
import { type Execution, powerOn } from "../replay/execution.ts";
import { emptyRecording } from "../replay/recorder.ts";
import type { Replaying } from "../replay/replayer.ts";
import type { Nanoseconds, Position } from "../vm/units.ts";
import { startAnnouncing } from "./announcer.ts";
import { completionOf, start } from "./disk-queue.ts";
import { type Context, enter, followerOf, guestOf, machineOf, nowOf, observe } from "./context.ts";
import { attachDriver } from "./lifecycle.ts";
import { seekProtection } from "./placement.ts";
import { applyShare, newThrottle } from "./throttle.ts";
import { hostOf, type ReplicaId } from "./record.ts";
import type { FollowerState, GuestState, HeldOutput, OwnerState, StartedOperation } from "./state.ts";

export interface GoLive {
  /** Whether all that was acknowledged is executed. */
  drained(replaying: Replaying): boolean;
  /** Whether the replica's own disk, where it has one, has done what the log says is complete. */
  diskIsCurrent(started: readonly StartedOperation[]): boolean;
  outputsToSend(held: readonly HeldOutput[]): HeldOutput[];
  operationsToIssue(started: readonly StartedOperation[], guest: GuestState): StartedOperation[];
  /** How far guest time is ahead of this host's clock. */
  guestAheadNs(execution: Execution, nowNs: Nanoseconds): Nanoseconds;
}

export const goLive: GoLive = {
  drained: ({ queue, head }) => head === queue.length,
  // What is over for the guest and still kept waits for this replica's disk. A read that failed on the primary is
  // over, too, and nobody needs its bytes.
  diskIsCurrent: (started) => !started.some(({ logged, operation }) => logged && operation.type !== "read"),
  outputsToSend: (held) => [...held],
  operationsToIssue: (started) => [...started],
  guestAheadNs: ({ guestNs }, nowNs) => guestNs - nowNs,
};

export function newOwner(guestAheadNs: Nanoseconds, handedOver: OutputNumber, nowNs: Nanoseconds): OwnerState {
  return {
    recording: emptyRecording(),
    batches: [],
    batchBytes: 0,
    links: [],
    guestAheadNs,
    idle: false,
    dead: false,
    pendingInputs: [],
    flushNs: null,
    epochWritten: [],
    digestNs: 0,
    noted: handedOver,
    announcement: null,
    unread: [],
    clone: null,
    stopped: false,
    seek: null,
    failedHosts: [],
    throttle: newThrottle(nowNs),
    power: "on",
    powerEntry: 0,
  };
}

/** `received`: the last entry that the follower has; its machine stands at `position`. */
export function newFollower(
  owner: ReplicaId,
  received: EntryNumber,
  position: Position,
  nowNs: Nanoseconds,
): FollowerState {
  return {
    owner,
    stream: null,
    streamUp: false,
    reconnectNs: null,
    inbox: new Uint8Array(0),
    inboxNs: nowNs,
    replaying: { queue: [], head: 0, received, horizon: position },
    unapplied: [],
    unappliedBytes: 0,
    acknowledgeNs: null,
    advertisedBytes: 0,
    waiting: [],
    ending: false,
    heard: { heartbeatNs: nowNs, logNs: nowNs },
    grantedNs: 0,
  };
}

/** From here on this node decides: what replay left unfinished is its own. */
export function becomeOwner(context: Context): void {
  const { state, parts } = context;
  const guest = guestOf(context);
  guest.held = parts.goLive.outputsToSend(guest.held);
  guest.disk = parts.goLive.operationsToIssue(guest.disk, guest);
  const now = nowOf(context);
  const ending = state.follower?.ending ?? false;
  state.follower = null;
  state.owner = newOwner(parts.goLive.guestAheadNs(guest.execution, now), guest.handedOver, now);
  if (ending) state.owner.power = "logged";
  // What its own disk has already done, the guest may have at once.
  for (const started of guest.disk) {
    if (started.logged || !started.answer) continue;
    state.owner.pendingInputs.push({ input: completionOf(started, started.answer), arrivedNs: now });
  }
}

/**
 * A machine just made: at power on, or, where it comes from a snapshot, with a past. What it had begun then, it still
 * waits for; a write that its snapshot's host may have issued before is nobody's output.
 */
export function firstGuest(context: Context): void {
  const { latestGuestNs, position, instructions } = machineOf(context);
  context.state.guest = {
    execution: powerOn(latestGuestNs),
    held: [],
    disk: [],
    operationsStarted: 0,
    handedOver: 0,
    sharePerMille: 1000,
  };
  applyShare(context);
  for (const operation of machineOf(context).startedDiskOperations()) start(context, operation, null, false);
  if (position > 0) observe(context, { what: "executed", position, instructions });
}

/** Random bytes that the guest asked for and that no log entry brought. */
export function requestEntropyAgain(context: Context): void {
  for (const { operation, byteCount } of machineOf(context).startedEntropyRequests()) {
    context.effects.push({ kind: "entropy", operation, byteCount });
  }
}

/** Goes live where all that was acknowledged is executed, and is on the disk. */
export function finishDraining(context: Context): void {
  const { state, parts } = context;
  if (state.phase !== "draining" || !parts.goLive.drained(followerOf(context).replaying)) return;
  if (!parts.goLive.diskIsCurrent(guestOf(context).disk)) return;
  const { grantedNs, owner } = followerOf(context);
  becomeOwner(context);
  attachDriver(context);
  enter(context, "primary-alone", "everything acknowledged is executed");
  const { position } = machineOf(context);
  const entry = guestOf(context).execution.nextEntry - 1;
  observe(context, { what: "live", record: state.record, position, entry, drainNs: nowOf(context) - grantedNs });
  requestEntropyAgain(context);
  startAnnouncing(context);
  seekProtection(context, hostOf(owner));
}
