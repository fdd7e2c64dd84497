/**
 * The owner's end of the logging channel: numbered batches, kept until acknowledged, sent as far as the receiver has
 * room; keep-alives, which never wait for room. A full buffer stops the VM and nothing else (paper 3.2).
 */
import { FormatError } from "../replay/bytes.ts";
import type { EntryNumber } from "../replay/entry.ts";
import type { ClosedBatch, Haste } from "../replay/recorder.ts";
import type { ByteCount, Nanoseconds } from "../vm/units.ts";
import { type Context, nowOf, observe, ownerOf, recorderOf, machineOf, guestOf } from "./context.ts";
import { closeEpoch } from "./checkpoint.ts";
import { forgetRead } from "./disk-queue.ts";
import { decodeMessages, encodeMessage, type LogMessage } from "./messages.ts";
import type { ReplicaId } from "./record.ts";
import type { LogLink, OwnerState, Stranger } from "./state.ts";
import type { Tuning } from "./tuning.ts";

export interface LogSender {
  /** How long what is pending may wait for company. `idle`: the guest will add nothing by itself. */
  flushDelayNs(haste: Haste, idle: boolean, tuning: Tuning): Nanoseconds;
  /** The link that a replica may take up with a hello: it must be a receiver of this very log. */
  admits(links: readonly LogLink[], replica: ReplicaId): LogLink | null;
  /** Whether the log still goes to a receiver once the record names `backup`. */
  keeps(link: LogLink, backup: ReplicaId | null): boolean;
  /** The entry to go on with. */
  resumeAt(next: EntryNumber): EntryNumber;
  /** When a keep-alive is due; entries that wait for room do not hold it up. Infinity: never. */
  keepAliveNs(saidNs: Nanoseconds, unsent: boolean, tuning: Tuning): Nanoseconds;
  /** Whether a batch, the oldest one kept, need not be kept any more: all receivers have it, whose least is `acknowledged`. */
  mayForget(batch: ClosedBatch, acknowledged: EntryNumber, owner: OwnerState, tuning: Tuning): boolean;
  /** Bytes of entries that may be kept; what is over stops the VM. */
  roomBytes(owner: OwnerState, tuning: Tuning): ByteCount;
}

export const logSender: LogSender = {
  flushDelayNs(haste, idle, { batchDelayNs, keepAliveIntervalNs }) {
    if (haste === 2) return 0;
    if (haste === 0) return keepAliveIntervalNs;
    return idle ? 0 : batchDelayNs;
  },
  admits: (links, replica) => links.find((link) => link.replica === replica) ?? null,
  keeps: (link, backup) => link.replica === backup,
  resumeAt: (next) => next,
  keepAliveNs: (saidNs, _unsent, { keepAliveIntervalNs }) => saidNs + keepAliveIntervalNs,
  mayForget: ({ through }, acknowledged) => through <= acknowledged,
  roomBytes: (owner, { logBufferBytes }) => logBufferBytes - owner.batchBytes - owner.recording.pendingBytes,
};

export function newLink(replica: ReplicaId, acknowledged: EntryNumber, nowNs: Nanoseconds): LogLink {
  return {
    replica,
    stream: null,
    inbox: new Uint8Array(0),
    greeted: false,
    sent: acknowledged,
    acknowledged,
    freeBytes: 0,
    position: 0,
    readsDone: 0,
    saidNs: nowNs,
    heard: { heartbeatNs: nowNs, logNs: nowNs },
  };
}

/** Room for entries, or no bound where nobody receives them. */
export function roomBytes(context: Context): ByteCount {
  const owner = ownerOf(context);
  return owner.links.length === 0 ? Infinity : context.parts.logSender.roomBytes(owner, context.config.tuning);
}

/** Makes what is pending a batch, and keeps it while somebody needs it. Between units only. */
export function closeBatch(context: Context): void {
  const owner = ownerOf(context);
  owner.flushNs = null;
  const batch = recorderOf(context).closeBatch();
  if (!batch) return;
  const { first, through, horizon, bytes } = batch;
  observe(context, { what: "logged", first, through, position: horizon, bytes });
  if (owner.links.length === 0) return;
  const kept = context.config.strategy === "checkpoint" ? closeEpoch(context, batch) : batch;
  owner.batches.push(kept);
  owner.batchBytes += kept.bytes.length;
  forgetBatches(context);
}

/** Closes the batch when it is time, and sends what there is room for. */
export function flush(context: Context): void {
  const owner = ownerOf(context);
  const { recording } = owner;
  if (recording.pending.length > 0) {
    const now = nowOf(context);
    const { strategy, tuning } = context.config;
    const delayNs =
      strategy === "checkpoint" && owner.links.length > 0
        ? tuning.epochNs
        : context.parts.logSender.flushDelayNs(recording.pendingHaste, owner.idle, tuning);
    owner.flushNs = Math.min(owner.flushNs ?? Infinity, now + delayNs);
    if (now >= owner.flushNs) closeBatch(context);
  }
  for (const link of owner.links) if (link.stream !== null) transmit(context, owner, link);
}

function transmit(context: Context, owner: OwnerState, link: LogLink): void {
  const last = owner.batches.at(-1);
  if (last === undefined || last.through <= link.sent) return;
  const before = link.sent;
  let inFlight = 0;
  for (const batch of owner.batches) {
    if (batch.through <= link.acknowledged) continue;
    if (batch.through > link.sent) {
      if (!hasRoom(context, link, inFlight, batch.bytes.length)) break;
      say(context, link, { type: context.config.strategy === "replay" ? "batch" : "epoch", bytes: batch.bytes });
      link.sent = batch.through;
    }
    inFlight += batch.bytes.length;
  }
  if (link.sent > before) observe(context, { what: "sent", through: link.sent, to: link.replica });
}

/** A batch larger than all the room there can be goes to a receiver that has nothing else. */
function hasRoom(context: Context, link: LogLink, inFlight: ByteCount, byteCount: ByteCount): boolean {
  if (inFlight + byteCount <= link.freeBytes) return true;
  return inFlight === 0 && link.freeBytes >= context.config.tuning.receiveBufferBytes;
}

function say(context: Context, link: LogLink, message: LogMessage): void {
  if (link.stream === null) return;
  context.effects.push({ kind: "stream-write", stream: link.stream, bytes: encodeMessage(message) });
  link.saidNs = nowOf(context);
}

/** Says the primary's position to receivers that have heard nothing for a while. */
export function keepAlive(context: Context): void {
  const owner = ownerOf(context);
  for (const link of owner.links) {
    if (nowOf(context) < keepAliveNs(context, link)) continue;
    const position = hasUnsent(owner, link) ? sentHorizon(owner, link) : machineOf(context).position;
    say(context, link, { type: "keep-alive", through: link.sent, position });
  }
}

/** When the receiver is owed a word; Infinity: never. */
export function keepAliveNs(context: Context, link: LogLink): Nanoseconds {
  if (link.stream === null) return Infinity;
  return context.parts.logSender.keepAliveNs(link.saidNs, hasUnsent(ownerOf(context), link), context.config.tuning);
}

function hasUnsent(owner: OwnerState, link: LogLink): boolean {
  const last = owner.batches.at(-1);
  return owner.recording.pending.length > 0 || (last !== undefined && last.through > link.sent);
}

/** Where the last entry sent stands: the log is whole up to there for its receiver. */
function sentHorizon(owner: OwnerState, link: LogLink): number {
  for (let i = owner.batches.length - 1; i >= 0; i--) {
    const batch = owner.batches[i];
    if (batch && batch.through <= link.sent) return batch.horizon;
  }
  return 0;
}

/** A receiver opened a stream: it is known by its hello. True: the stream is a stranger's no more. */
export function acceptHello(context: Context, stranger: Stranger, bytes: Uint8Array): boolean {
  const { stream } = stranger;
  try {
    const { messages, rest } = decodeMessages(stranger.inbox, bytes);
    stranger.inbox = rest;
    const hello = messages[0];
    if (!hello) return false;
    if (hello.type !== "hello") throw new FormatError(`expected a hello, found ${hello.type}`);
    const link = context.parts.logSender.admits(ownerOf(context).links, hello.replica);
    if (!link || !mayResume(context, link, hello.next)) {
      context.effects.push({ kind: "stream-close", stream });
      return true;
    }
    if (link.stream !== null) context.effects.push({ kind: "stream-close", stream: link.stream });
    const { freeBytes, position } = hello;
    Object.assign(link, { stream, inbox: rest, greeted: true, freeBytes, position });
    link.heard.logNs = nowOf(context);
    acknowledge(context, link, hello.next - 1);
    link.sent = context.parts.logSender.resumeAt(hello.next) - 1;
    // Something right away, so that the receiver knows how far it may run.
    link.saidNs = nowOf(context) - context.config.tuning.keepAliveIntervalNs;
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    // Whoever it is did not get as far as its name.
    observe(context, { what: "stream-refused", peer: null, reason: error.message });
    context.effects.push({ kind: "stream-close", stream });
  }
  return true;
}

/** A receiver can go on where it says: with a batch that is kept, or the one that comes next. */
function mayResume(context: Context, link: LogLink, next: EntryNumber): boolean {
  const { batches, recording } = ownerOf(context);
  const pendingFrom = guestOf(context).execution.nextEntry - recording.pending.length;
  return next > link.acknowledged && (next === pendingFrom || batches.some(({ first }) => first === next));
}

export function receiveFromLink(context: Context, link: LogLink, bytes: Uint8Array): string | null {
  try {
    const { messages, rest } = decodeMessages(link.inbox, bytes);
    link.inbox = rest;
    link.heard.logNs = nowOf(context);
    for (const message of messages) {
      if (message.type === "report") return message.reason;
      if (message.type !== "acknowledgement" || message.through > link.sent) {
        throw new FormatError(`expected an acknowledgement up to ${link.sent}`);
      }
      link.freeBytes = message.freeBytes;
      link.position = message.position;
      link.readsDone = message.readsDone;
      forgetRead(context);
      if (link.replica === context.state.record.backup) ownerOf(context).throttle.lagNs = message.lagNs;
      acknowledge(context, link, message.through);
    }
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    observe(context, { what: "stream-refused", peer: link.replica, reason: error.message });
    closeLink(context, link);
  }
  return null;
}

function acknowledge(context: Context, link: LogLink, through: EntryNumber): void {
  if (through <= link.acknowledged) return;
  link.acknowledged = through;
  observe(context, { what: "heard-acknowledgement", through, from: link.replica });
  forgetBatches(context);
}

function forgetBatches(context: Context): void {
  const { parts, config } = context;
  const owner = ownerOf(context);
  let least = Infinity;
  for (const { acknowledged } of owner.links) if (acknowledged < least) least = acknowledged;
  let forgotten = 0;
  for (const batch of owner.batches) {
    if (!parts.logSender.mayForget(batch, least, owner, config.tuning)) break;
    owner.batchBytes -= batch.bytes.length;
    forgotten++;
  }
  if (forgotten > 0) owner.batches.splice(0, forgotten);
}

export function closeLink(context: Context, link: LogLink): void {
  if (link.stream !== null) context.effects.push({ kind: "stream-close", stream: link.stream });
  link.stream = null;
  link.inbox = new Uint8Array(0);
}

/** The record has changed: receivers that it leaves out get nothing more. */
export function dropFormer(context: Context): void {
  const { state, parts } = context;
  for (const link of ownerOf(context).links) {
    if (!parts.logSender.keeps(link, state.record.backup)) dropLink(context, link);
  }
}

/** Nothing more is logged to a dropped receiver, and its acknowledgements count for nothing. */
export function dropLink(context: Context, link: LogLink): void {
  closeLink(context, link);
  const owner = ownerOf(context);
  owner.links = owner.links.filter((other) => other !== link);
  forgetBatches(context);
  forgetRead(context);
}
