/** A node that follows a log: replays it, acknowledges it, and suspects whoever sends it. */
import { Divergence, type ReplayListener } from "../replay/replayer.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import { ask } from "./arbiter-client.ts";
import { type Context, enter, followerOf, guestOf, machineOf, nowOf, observe, replayerOf } from "./context.ts";
import { suspicionNs } from "./detector.ts";
import { acknowledgeWhenDue, connect, disconnect, report } from "./log-receiver.ts";
import { handOver, hold, start } from "./release.ts";
import type { FollowerState } from "./state.ts";

export interface BackupExecution {
  /** Whether the replica executes while it is a backup: it keeps up, so that going live is quick (paper 3.2). */
  runs(phase: "backup" | "asking-live" | "draining"): boolean;
}

export const backupExecution: BackupExecution = {
  runs: () => true,
};

/** What the replayer tells. */
export function replayListener(context: Context): ReplayListener {
  return {
    input: (input) => input,
    applied(input) {
      if (input.kind !== "disk") return;
      const guest = guestOf(context);
      guest.disk = guest.disk.filter(({ operation }) => operation.operation !== input.operation);
    },
    made(output) {
      hold(context, output, true);
      if (context.parts.outputGate.leavesBackup()) handOver(context, output);
    },
    started: (operation) => start(context, operation, null, true),
    released(through) {
      const guest = guestOf(context);
      guest.handedOver = through;
      guest.held = guest.held.filter(({ output }) => output > through);
    },
    digest: (position, digest) => observe(context, { what: "digest", position, digest }),
    control: () => {},
  };
}

export function backupWantsCpu(context: Context, phase: "backup" | "asking-live" | "draining"): boolean {
  return context.parts.backupExecution.runs(phase) && replayerOf(context).ready;
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
  if (context.state.phase === "backup") acknowledgeWhenDue(context);
}

function suspectPrimary(context: Context, follower: FollowerState): void {
  const { state, parts, config } = context;
  if (state.phase !== "backup") return;
  const { path, silentNs } = parts.detector.silence(follower.heard, nowOf(context));
  if (silentNs < config.tuning.detectorTimeoutNs) return;
  observe(context, { what: "suspected", peer: follower.owner, path, silentNs });
  enter(context, "asking-live", `${follower.owner} is silent on the ${path} path`);
  // Who asked acknowledges no more: nothing that arrives later may count (DESIGN 6).
  disconnect(context);
  ask(context, "live", {
    generation: state.record.generation + 1,
    owner: state.replica,
    backup: null,
    state: "running",
  });
}

/** The arbiter said no, but still names this replica as backup: it serves the owner that the record names. */
export function resumeAsBackup(context: Context, reason: string): void {
  enter(context, "backup", reason);
  follow(context);
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

/** Says so to the primary, before it halts. */
export function reportLoss(context: Context, reason: string): void {
  if (context.state.phase === "backup") report(context, reason);
}

export function backupDeadline(context: Context): Nanoseconds {
  const { reconnectNs, acknowledgeNs, heard } = followerOf(context);
  if (context.state.phase !== "backup") return Infinity;
  return Math.min(reconnectNs ?? Infinity, acknowledgeNs ?? Infinity, suspicionNs(context, heard));
}
