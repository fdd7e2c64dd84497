/**
 * Going live (paper 2.3): a backup that won drains every entry that it acknowledged, then decides for itself from
 * exactly there. Outputs that replay made and no release note covers leave now, perhaps a second time; disk operations
 * without a completion entry are issued again; guest time goes on from the last one in the log.
 */
import { type Execution } from "../replay/execution.ts";
import { emptyRecording } from "../replay/recorder.ts";
import type { Replayer } from "../replay/replayer.ts";
import type { Nanoseconds } from "../vm/units.ts";
import { startAnnouncing } from "./announcer.ts";
import { type Context, enter, followerOf, guestOf, machineOf, nowOf, observe, replayerOf } from "./context.ts";
import type { GuestState, HeldOutput, OwnerState, StartedOperation } from "./state.ts";

export interface GoLive {
  /** Whether all that was acknowledged is executed. */
  drained(replayer: Replayer): boolean;
  outputsToSend(held: readonly HeldOutput[]): HeldOutput[];
  operationsToIssue(started: readonly StartedOperation[], guest: GuestState): StartedOperation[];
  /** How far guest time is ahead of this host's clock. */
  guestAheadNs(execution: Execution, nowNs: Nanoseconds): Nanoseconds;
}

export const goLive: GoLive = {
  drained: (replayer) => replayer.drained,
  outputsToSend: (held) => [...held],
  operationsToIssue: (started) => [...started],
  guestAheadNs: ({ guestNs }, nowNs) => guestNs - nowNs,
};

export function ownerState(guestAheadNs: Nanoseconds, handedOver: number): OwnerState {
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
    digestNs: 0,
    noted: handedOver,
    announcement: null,
  };
}

export function isDrained(context: Context): boolean {
  return context.parts.goLive.drained(replayerOf(context));
}

/** The follower becomes an owner; the caller gives the machine to a recorder. */
export function takeOver(context: Context): void {
  const { state, parts } = context;
  const guest = guestOf(context);
  const now = nowOf(context);
  const { grantedNs } = followerOf(context);
  guest.held = parts.goLive.outputsToSend(guest.held);
  guest.disk = parts.goLive.operationsToIssue(guest.disk, guest);
  const { nextEntry } = guest.execution;
  state.follower = null;
  state.owner = ownerState(parts.goLive.guestAheadNs(guest.execution, now), guest.handedOver);
  enter(context, "primary-alone", "everything acknowledged is executed");
  const { position } = machineOf(context);
  observe(context, { what: "live", record: state.record, position, entry: nextEntry - 1, drainNs: now - grantedNs });
  for (const { operation, byteCount } of machineOf(context).startedEntropyRequests()) {
    context.effects.push({ kind: "entropy", operation, byteCount });
  }
  startAnnouncing(context);
}
