/**
 * The follower's end of the logging channel. It acknowledges on receipt, not on execution (paper 3.2), keeps what it
 * acknowledged, and says again and again how far it is and how much it has room for.
 */
import { FormatError } from "../replay/bytes.ts";
import { decodeBatch } from "../replay/codec.ts";
import type { EntryNumber, LogEntry } from "../replay/entry.ts";
import type { ByteCount, Nanoseconds, Position } from "../vm/units.ts";
import { type Context, followerOf, machineOf, nowOf, observe, replayerOf } from "./context.ts";
import { receiveEpoch } from "./checkpoint.ts";
import { readsDone } from "./disk-queue.ts";
import { decodeMessages, encodeMessage, type LogMessage } from "./messages.ts";
import { hostOf } from "./record.ts";
import type { FollowerState } from "./state.ts";
import type { Tuning } from "./tuning.ts";

export interface LogReceiver {
  /** Whether the primary powered off with these entries: nothing follows, and its silence is no failure (paper 3.3). */
  isLast(entries: readonly LogEntry[]): boolean;
  /** The last entry to acknowledge. */
  acknowledges(received: EntryNumber, applied: EntryNumber): EntryNumber;
  /** How long an acknowledgement may wait. `urgent`: the batch holds an output. */
  delayNs(urgent: boolean, tuning: Tuning): Nanoseconds;
}

export const logReceiver: LogReceiver = {
  isLast: (entries) => entries.some(({ body }) => body.kind === "control" && body.operation.type === "power-off"),
  acknowledges: (received) => received,
  delayNs: (urgent, { acknowledgeDelayNs }) => (urgent ? 0 : acknowledgeDelayNs),
};

export function connect(context: Context): void {
  const { state } = context;
  const follower = followerOf(context);
  follower.reconnectNs = null;
  follower.stream = state.nextStream;
  follower.streamUp = false;
  follower.inbox = new Uint8Array(0);
  state.nextStream += 2;
  context.effects.push({ kind: "stream-open", stream: follower.stream, to: hostOf(follower.owner), purpose: "log" });
}

export function disconnect(context: Context): void {
  const follower = followerOf(context);
  if (follower.stream !== null) context.effects.push({ kind: "stream-close", stream: follower.stream });
  streamLost(follower, null);
}

export function streamLost(follower: FollowerState, reconnectNs: Nanoseconds | null): void {
  follower.stream = null;
  follower.streamUp = false;
  follower.acknowledgeNs = null;
  follower.reconnectNs = reconnectNs;
}

export function sayHello(context: Context): void {
  const follower = followerOf(context);
  follower.streamUp = true;
  const { received } = follower.replaying;
  follower.advertisedBytes = freeBytes(context);
  say(context, {
    type: "hello",
    replica: context.state.replica,
    next: received + 1,
    freeBytes: follower.advertisedBytes,
    position: machineOf(context).position,
  });
  follower.acknowledgeNs = nowOf(context) + context.config.tuning.heartbeatIntervalNs;
  observe(context, { what: "acknowledged", through: received, to: follower.owner });
}

/** A line slower than this carries no log. */
const slowestBytesPerSecond = 256 << 10;

/**
 * A message is written at once and comes as fast as the line carries it. Where part of one is missing, what follows is
 * taken for the rest of it; and of an idle guest hardly more follows than keep-alives, so that it would come in minutes.
 */
function isCutShort(byteCount: ByteCount, sinceNs: Nanoseconds, { detectorTimeoutNs }: Tuning): boolean {
  return byteCount > 0 && sinceNs > detectorTimeoutNs / 2 + (byteCount / slowestBytesPerSecond) * 1e9;
}

/** False: what came shows that this replica is lost. */
export function receiveLog(context: Context, bytes: Uint8Array): boolean {
  const follower = followerOf(context);
  try {
    const now = nowOf(context);
    const { messages, rest } = decodeMessages(follower.inbox, bytes);
    if (messages.length > 0 || follower.inbox.length === 0) follower.inboxNs = now;
    follower.inbox = rest;
    follower.heard.logNs = now;
    for (const message of messages) {
      if (message.type !== "epoch") receiveMessage(context, follower, message);
      else if (!receiveEpoch(context, message.bytes)) return false;
    }
    if (isCutShort(rest.length, now - follower.inboxNs, context.config.tuning)) {
      throw new FormatError(`message: not whole after ${rest.length} bytes`);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    observe(context, { what: "stream-refused", peer: follower.owner, reason: error.message });
    disconnect(context);
    follower.reconnectNs = nowOf(context) + context.config.tuning.reconnectDelayNs;
  }
  return true;
}

function receiveMessage(
  context: Context,
  follower: FollowerState,
  message: Exclude<LogMessage, { type: "epoch" }>,
): void {
  const { replaying } = follower;
  switch (message.type) {
    case "batch": {
      const batch = decodeBatch(message.bytes);
      if (batch.first !== replaying.received + 1) {
        throw new FormatError(`batch: expected entry ${replaying.received + 1} first, found ${batch.first}`);
      }
      replayerOf(context).receive(batch);
      follower.unapplied.push({ through: replaying.received, bytes: message.bytes.length });
      follower.unappliedBytes += message.bytes.length;
      observe(context, { what: "received", through: replaying.received, from: follower.owner });
      waitFor(follower, batch.horizon, nowOf(context));
      const urgent = batch.entries.some(({ body }) => body.kind === "output" || body.kind === "control");
      if (context.parts.logReceiver.isLast(batch.entries)) follower.ending = true;
      const dueNs = nowOf(context) + context.parts.logReceiver.delayNs(urgent, context.config.tuning);
      follower.acknowledgeNs = Math.min(follower.acknowledgeNs ?? Infinity, dueNs);
      return;
    }
    case "keep-alive":
      if (message.through !== replaying.received) {
        throw new FormatError(`keep-alive: expected after entry ${replaying.received}, found ${message.through}`);
      }
      if (context.config.strategy === "checkpoint") return;
      replayerOf(context).extend(message.position);
      return waitFor(follower, message.position, nowOf(context));
    case "hello":
    case "acknowledgement":
    case "report":
      throw new FormatError(`${message.type}: not from a primary`);
  }
}

/** Horizons closer together than this count as one. */
const horizonNs = 1_000_000;

function waitFor(follower: FollowerState, horizon: Position, atNs: Nanoseconds): void {
  const last = follower.waiting.at(-1);
  if (!last || atNs >= last.atNs + horizonNs) follower.waiting.push({ horizon, atNs });
}

/** How late the execution is; forgets what it has passed. */
function lagNs(context: Context, follower: FollowerState): Nanoseconds {
  const { throttle } = context.parts;
  const { position } = machineOf(context);
  const passed = follower.waiting.findIndex(({ horizon }) => throttle.isBehind(position, horizon));
  if (passed !== 0) follower.waiting.splice(0, passed < 0 ? follower.waiting.length : passed);
  return throttle.lagNs(follower.waiting, position, nowOf(context));
}

/** Frees the room of what is applied; acknowledges when it is time, or when room came back. */
export function acknowledgeWhenDue(context: Context): void {
  const follower = followerOf(context);
  freeApplied(context, follower);
  if (!follower.streamUp) return;
  const { tuning } = context.config;
  const now = nowOf(context);
  const free = freeBytes(context);
  const half = tuning.receiveBufferBytes / 2;
  const roomCameBack = follower.advertisedBytes < half && free >= half;
  if (!roomCameBack && now < (follower.acknowledgeNs ?? Infinity)) return;
  const applied = (context.state.guest?.execution.nextEntry ?? 1) - 1;
  const through = context.parts.logReceiver.acknowledges(follower.replaying.received, applied);
  follower.advertisedBytes = free;
  follower.acknowledgeNs = now + tuning.heartbeatIntervalNs;
  const { position } = machineOf(context);
  const lag = lagNs(context, follower);
  const reads = readsDone(context);
  say(context, { type: "acknowledgement", through, freeBytes: free, position, lagNs: lag, readsDone: reads });
  observe(context, { what: "acknowledged", through, to: follower.owner });
}

function freeApplied(context: Context, follower: FollowerState): void {
  const next = context.state.guest?.execution.nextEntry ?? 1;
  let freed = 0;
  for (const batch of follower.unapplied) {
    if (batch.through >= next) break;
    follower.unappliedBytes -= batch.bytes;
    freed++;
  }
  if (freed > 0) follower.unapplied.splice(0, freed);
}

function freeBytes(context: Context): ByteCount {
  return Math.max(0, context.config.tuning.receiveBufferBytes - followerOf(context).unappliedBytes);
}

/** Tells the primary that this replica is lost, so that it need not wait for silence. */
export function report(context: Context, reason: string): void {
  if (followerOf(context).streamUp) say(context, { type: "report", reason });
}

function say(context: Context, message: LogMessage): void {
  const { stream } = followerOf(context);
  if (stream !== null) context.effects.push({ kind: "stream-write", stream, bytes: encodeMessage(message) });
}
