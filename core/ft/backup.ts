/** A node that follows a log: replays it, acknowledges it, and suspects whoever sends it. */
import { Divergence } from "../replay/replayer.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import { ask, learn } from "./arbiter-client.ts";
import { type Context, enter, followerOf, guestOf, machineOf, nowOf, observe, replayerOf } from "./context.ts";
import { suspicionNs } from "./detector.ts";
import { againNs, issueReplayed, isWriting } from "./disk-queue.ts";
import { acknowledgeWhenDue, connect, disconnect, report } from "./log-receiver.ts";
import { halt } from "./lifecycle.ts";
import type { ArbiterRecord } from "./record.ts";
import type { FollowerState } from "./state.ts";
import { followerPoweredOff } from "./power-off.ts";

export interface BackupExecution {
  /** Whether the replica executes while it is a backup: it keeps up, so that going live is quick (paper 3.2). */
  runs(phase: "backup" | "asking-live" | "draining"): boolean;
}

export const backupExecution: BackupExecution = {
  runs: () => true,
};

export function backupWantsCpu(context: Context, phase: "backup" | "asking-live" | "draining"): boolean {
  const { replayer } = context;
  return context.parts.backupExecution.runs(phase) && replayer !== null && replayer.ready && !replayer.waits;
}

/** Replays at most `units`. False: the replica diverged, and must never go live. */
export function replaySlice(context: Context, units: Units): Units | "diverged" {
  const machine = machineOf(context);
  const { execution } = guestOf(context);
  const from = machine.position;
  const first = execution.nextEntry;
  try {
    replayerOf(context).run(units, nowOf(context));
  } catch (error) {
    if (!(error instanceof Divergence)) throw error;
    observe(context, {
      what: "diverged",
      position: error.position,
      expected: error.expected,
      found: error.found,
    });
    return "diverged";
  } finally {
    const through = execution.nextEntry - 1;
    if (through >= first) observe(context, { what: "applied", first, through, position: machine.position });
  }
  return machine.position - from;
}

export function backupTick(context: Context): void {
  const follower = followerOf(context);
  if (follower.reconnectNs !== null && nowOf(context) >= follower.reconnectNs) connect(context);
  suspectPrimary(context, follower);
  const ended = follower.ending && replayerOf(context).drained;
  // Its copy of the disk comes first.
  if ((context.state.joining?.mirror.length ?? 0) === 0) issueReplayed(context, ended);
  if (ended && !isWriting(context)) return followerPoweredOff(context);
  if (context.state.phase === "backup") acknowledgeWhenDue(context);
}

function suspectPrimary(context: Context, follower: FollowerState): void {
  const { state, parts, config } = context;
  if (state.phase !== "backup" || follower.ending) return;
  const { path, silentNs } = parts.detector.silence(follower.heard, nowOf(context));
  if (silentNs < config.tuning.detectorTimeoutNs) return;
  observe(context, { what: "suspected", peer: follower.owner, path, silentNs });
  enter(context, "asking-live", `${follower.owner} is silent on the ${path} path`);
  // Who asks acknowledges no more: nothing that arrives later may count (DESIGN 6).
  disconnect(context);
  // A clone cannot know the record that arming it makes, if it lands: it reads until it does or cannot any more.
  if (parts.arbiterClient.mayAskLive(state.record, state.replica)) askLive(context);
  else state.readNs = nowOf(context);
}

function askLive(context: Context): void {
  const { state } = context;
  const { generation } = state.record;
  ask(context, "live", { generation: generation + 1, owner: state.replica, backup: null, state: "running" });
}

/** A clone that suspects its source has read the record. */
export function cloneReads(context: Context, record: ArbiterRecord): void {
  const { state, config } = context;
  if (record.backup === state.replica) {
    state.readNs = null;
    learn(context, record);
    return askLive(context);
  }
  if (record.version > state.record.version) return halt(context, "the record has changed without this clone");
  state.readNs = nowOf(context) + config.tuning.recordReadNs;
}

/** The arbiter said no, but still names this replica as backup: it serves the owner that the record names. */
export function resumeAsBackup(context: Context, reason: string): void {
  enter(context, "backup", reason);
  follow(context);
}

/** Whom this replica suspects is heard again. What it asked may land all the same, so it waits for the answer (DESIGN 6). */
export function heardWhileAsking(context: Context): void {
  const { state, parts } = context;
  if (!state.open || !parts.arbiterClient.withdraws(state.open.request)) return;
  state.open = null;
  resumeAsBackup(context, "the primary is heard again");
}

/** Turns to the owner that the record names, and acknowledges again, to it. */
export function follow(context: Context): void {
  const follower = followerOf(context);
  const now = nowOf(context);
  if (follower.stream !== null) disconnect(context);
  follower.owner = context.state.record.owner ?? follower.owner;
  follower.heard = { heartbeatNs: now, logNs: now };
  connect(context);
}

/** A backup that must never go live says so, and is replaced. */
export function lose(context: Context, reason: string): void {
  if (context.state.phase === "backup") report(context, reason);
  halt(context, reason);
}

export function backupDeadline(context: Context): Nanoseconds {
  const { reconnectNs, acknowledgeNs, heard, ending } = followerOf(context);
  if (context.state.phase !== "backup") return againNs(context);
  const suspectNs = ending ? Infinity : suspicionNs(context, heard);
  return Math.min(reconnectNs ?? Infinity, acknowledgeNs ?? Infinity, suspectNs, againNs(context));
}
