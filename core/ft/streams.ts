/** Whose stream it is that opens, brings bytes or closes: the log's, a move's, or a stranger's who has yet to say. */
import type { StreamId } from "../ports.ts";
import { lose } from "./backup.ts";
import { type Context, nowOf } from "./context.ts";
import { disconnect, receiveLog, sayHello, streamLost } from "./log-receiver.ts";
import { acceptHello, receiveFromLink } from "./log-sender.ts";
import { backupReported } from "./protection.ts";
import { receiveFromSource, receiveOffer, sourceStreamClosed, welcome } from "./vmotion-destination.ts";
import { cloneStreamClosed, offerClone, receiveFromDestination } from "./vmotion-source.ts";

export function streamOpened(context: Context, stream: StreamId, purpose: "log" | "vmotion"): void {
  const { owner, follower, phase, strangers } = context.state;
  // A hello acknowledges, and who has asked the arbiter acknowledges no more (DESIGN 6).
  if (follower?.stream === stream) return phase === "asking-off" ? disconnect(context) : sayHello(context);
  if (owner?.clone?.stream === stream) return offerClone(context);
  if (purpose === "vmotion") return welcome(context, stream);
  if (owner) strangers.push({ stream, inbox: new Uint8Array(0) });
  else context.effects.push({ kind: "stream-close", stream });
}

export function streamBytes(context: Context, stream: StreamId, bytes: Uint8Array): void {
  const { state } = context;
  if (state.follower?.stream === stream) {
    if (!receiveLog(context, bytes)) lose(context, "differs from the primary's epoch");
    return;
  }
  if (state.owner?.clone?.stream === stream) return receiveFromDestination(context, bytes);
  if (state.joining?.stream === stream) return receiveFromSource(context, state.joining, bytes);
  const link = state.owner?.links.find((other) => other.stream === stream);
  if (link) {
    const report = receiveFromLink(context, link, bytes);
    if (report !== null) backupReported(context, link.replica, report);
    return;
  }
  const stranger = state.strangers.find((other) => other.stream === stream);
  if (!stranger) return receiveOffer(context, stream, bytes);
  if (acceptHello(context, stranger, bytes)) state.strangers = state.strangers.filter((other) => other !== stranger);
}

export function streamClosed(context: Context, stream: StreamId): void {
  const { state, config } = context;
  state.strangers = state.strangers.filter((other) => other.stream !== stream);
  state.offers = state.offers.filter((other) => other.stream !== stream);
  for (const link of state.owner?.links ?? []) {
    if (link.stream !== stream) continue;
    link.stream = null;
    link.inbox = new Uint8Array(0);
  }
  if (state.follower?.stream === stream) streamLost(state.follower, nowOf(context) + config.tuning.reconnectDelayNs);
  if (state.owner?.clone?.stream === stream) cloneStreamClosed(context);
  if (state.joining?.stream === stream) sourceStreamClosed(context, state.joining);
}
