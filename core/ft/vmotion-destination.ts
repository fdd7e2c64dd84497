/**
 * FT VMotion, the destination's side (paper 3.1): takes the pages and the state, becomes a backup or, for a move of the
 * primary, waits for the record to say that it is the owner. The record is its only news: not what the source says,
 * nor that it falls silent (DESIGN 6, arming).
 */
import { FormatError } from "../replay/bytes.ts";
import type { Nanoseconds } from "../vm/units.ts";
import { startAnnouncing } from "./announcer.ts";
import { connect } from "./log-receiver.ts";
import { type CloneState } from "./clone-state.ts";
import { type Context, enter, guestOf, machineOf, nowOf, observe } from "./context.ts";
import { becomeOwner, newFollower, requestEntropyAgain } from "./go-live.ts";
import { adoptState } from "./adopt-state.ts";
import { adoptUnread, type DiskAnswer } from "./disk-queue.ts";
import { destinationDiskAnswered, flushCopy, writeSectors } from "./mirror.ts";
import { attachDriver, createMachine, halt, leave } from "./lifecycle.ts";
import { newLink } from "./log-sender.ts";
import type { StreamId } from "../ports.ts";
import { type ArbiterRecord, replicaId } from "./record.ts";
import type { JoiningState } from "./state.ts";
import { decodeVMotion, encodeVMotion, type VMotionMessage } from "./vmotion-messages.ts";

/** A source opened a stream; it says what for in its offer. */
export function welcome(context: Context, stream: StreamId): void {
  context.state.offers.push({ stream, inbox: new Uint8Array(0) });
}

/** Bytes on a stream whose offer has not come yet. */
export function receiveOffer(context: Context, stream: StreamId, bytes: Uint8Array): void {
  const { state } = context;
  const stranger = state.offers.find((other) => other.stream === stream);
  if (!stranger) return;
  const refuse = (): void => {
    state.offers = state.offers.filter((other) => other !== stranger);
    context.effects.push({ kind: "stream-close", stream });
  };
  try {
    const { messages, rest } = decodeVMotion(stranger.inbox, bytes);
    stranger.inbox = rest;
    const offer = messages[0];
    if (!offer) return;
    if (offer.type !== "offer" || !isFree(context, offer.source, offer.record)) return refuse();
    state.offers = state.offers.filter((other) => other !== stranger);
    if (createMachine(context)) return join(context, newJoining(stream, offer, rest), offer.record);
    const refusal = encodeVMotion({ type: "given-up", reason: "the host has no memory for it" });
    context.effects.push({ kind: "stream-write", stream, bytes: refusal }, { kind: "stream-close", stream });
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    refuse();
  }
}

/**
 * Whether this node can hold a new replica. What it holds now may be dead without knowing: the record that an owner
 * offers with is newer and does not name it; or the same owner offers again, so it has given up the clone before.
 */
function isFree(context: Context, source: string, record: ArbiterRecord): boolean {
  const { state } = context;
  if (state.phase === "spare" || state.phase === "halted" || state.phase === "off") return true;
  if (state.phase === "starting") return false;
  const { replica } = state;
  if (record.owner === replica || record.backup === replica || state.record.version > record.version) return false;
  const dropped = record.version > state.record.version;
  const givenUp = isUnconfirmed(context) && clonedFrom(context) === source;
  if (!dropped && !givenUp) return false;
  halt(context, dropped ? `dropped: the record of ${source} is newer` : `given up by ${source}`);
  return true;
}

function newJoining(
  stream: StreamId,
  { source, kind }: Extract<VMotionMessage, { type: "offer" }>,
  inbox: Uint8Array,
): JoiningState {
  return { stream, source, kind, inbox, got: 0, stateNs: 0, mirror: [], mirrorAttempts: 0 };
}

/** A clone that, for all it knows, the record does not name. */
function isUnconfirmed({ state }: Context): boolean {
  if (state.owner) return false;
  return state.phase === "joining" || state.phase === "destination" || state.record.backup !== state.replica;
}

function clonedFrom({ state }: Context): string | null {
  return state.joining?.source ?? state.follower?.owner ?? null;
}

function join(context: Context, joining: JoiningState, record: ArbiterRecord): void {
  const { state, config } = context;
  state.attempt++;
  state.replica = replicaId(config, state.attempt);
  state.requests = 0;
  state.record = record;
  state.joining = joining;
  enter(context, "joining", `${joining.source} offers its clone (${joining.kind})`);
  say(context, { type: "ready", replica: state.replica });
}

function say(context: Context, message: VMotionMessage): void {
  const stream = context.state.joining?.stream ?? null;
  if (stream !== null) context.effects.push({ kind: "stream-write", stream, bytes: encodeVMotion(message) });
}

export function receiveFromSource(context: Context, joining: JoiningState, bytes: Uint8Array): void {
  try {
    const { messages, rest } = decodeVMotion(joining.inbox, bytes);
    joining.inbox = rest;
    for (const message of messages) if (context.state.joining === joining) receive(context, joining, message);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    if (context.state.phase !== "joining") return;
    say(context, { type: "given-up", reason: error.message });
    leave(context, "spare", error.message);
  }
}

function receive(context: Context, joining: JoiningState, message: VMotionMessage): void {
  switch (message.type) {
    case "pages": {
      const machine = machineOf(context);
      for (const { page, bytes } of message.pages) {
        if (page >= machine.pageCount) throw new FormatError(`vmotion: page ${page} of ${machine.pageCount}`);
        if (bytes) machine.writePage(page, bytes);
        // Most of a guest's memory is zero here as there: a page that nobody writes needs no hash in the digest.
        else machine.clearPage(page);
      }
      joining.got += message.pages.length;
      return say(context, { type: "got", count: joining.got });
    }
    case "sectors":
      return writeSectors(context, joining, message.sector, message.bytes);
    case "state":
      return takeState(context, joining, message.state);
    case "given-up":
      if (isUnconfirmed(context)) leave(context, "spare", `the source gave up: ${message.reason}`);
      return;
    case "look":
      if (context.state.readNs !== null) context.state.readNs = nowOf(context);
      return;
    case "offer":
    case "ready":
    case "got":
    case "in-step":
      throw new FormatError(`vmotion: ${message.type} is not for the destination`);
  }
}

/** The clone stands where the source was cut, or it is none. */
function takeState(context: Context, joining: JoiningState, cloned: CloneState): void {
  const { state } = context;
  const now = nowOf(context);
  const machine = machineOf(context);
  if (!adoptState(context, cloned)) {
    say(context, { type: "given-up", reason: "the clone differs from its source" });
    return leave(context, "spare", "the clone differs from its source");
  }
  state.record = cloned.record;
  joining.stateNs = now;
  if (joining.kind === "move-primary") {
    enter(context, "destination", "has the state; the record will say whether it is the owner");
    state.readNs = now;
  } else {
    state.follower = newFollower(joining.source, cloned.execution.nextEntry - 1, machine.position, now);
    attachDriver(context);
    enter(context, "backup", "has the state; follows the log, to be armed");
    connect(context);
  }
  flushCopy(context, joining);
  if (joining.mirror.length === 0) say(context, { type: "in-step" });
}

/** The disk answered a write of the copy. */
export function copyAnswered(context: Context, joining: JoiningState, answer: DiskAnswer): void {
  if (!destinationDiskAnswered(context, joining, answer)) {
    say(context, { type: "given-up", reason: "the destination's disk fails" });
    if (isUnconfirmed(context)) leave(context, "spare", "the disk fails");
  } else if (joining.stateNs > 0 && joining.mirror.length === 0) say(context, { type: "in-step" });
}

/** The stream from the source is gone. With the state, the record is the only news; without, there is nothing. */
export function sourceStreamClosed(context: Context, joining: JoiningState): void {
  joining.stream = null;
  if (!isUnconfirmed(context)) context.state.joining = null;
  if (context.state.phase === "joining") leave(context, "spare", "the stream broke before the state came");
}

/** A record that was asked for has come. */
export function destinationReads(context: Context, record: ArbiterRecord): void {
  const { state, config } = context;
  if (record.owner === state.replica) return act(context, record);
  if (record.version > state.record.version) return leave(context, "spare", "the record names another owner");
  state.readNs = nowOf(context) + config.tuning.recordReadNs;
}

/** The move is committed: this replica is the owner. The backup will connect, and acknowledge again, to it. */
function act(context: Context, record: ArbiterRecord): void {
  const { state } = context;
  const stateNs = state.joining?.stateNs ?? nowOf(context);
  state.record = record;
  state.readNs = null;
  if (state.joining?.stream) context.effects.push({ kind: "stream-close", stream: state.joining.stream });
  state.joining = null;
  becomeOwner(context);
  if (record.backup !== null) state.owner?.links.push(newLink(record.backup, 0, nowOf(context)));
  adoptUnread(context);
  attachDriver(context);
  enter(context, "primary-protected", "the record names it owner: the move is committed");
  const { position } = machineOf(context);
  const entry = guestOf(context).execution.nextEntry - 1;
  observe(context, { what: "live", record, position, entry, drainNs: nowOf(context) - stateNs });
  requestEntropyAgain(context);
  startAnnouncing(context);
}

export function destinationDeadline({ state }: Context): Nanoseconds {
  return state.readNs ?? Infinity;
}
