/**
 * Asking the arbiter: a request once sent is neither withdrawn nor forgotten; its sender asks until answered. The same
 * id gets the same answer, so lost replies and late copies are harmless (DESIGN 6, arbiter record).
 */
import type { Nanoseconds } from "../vm/units.ts";
import { type Context, nowOf, observe } from "./context.ts";
import type { ArbiterRecord, ArbiterReply, ArbiterRequest, ReplicaId, RequestKind } from "./record.ts";

export interface ArbiterClient {
  /** Whether a follower that suspects its owner may ask to go live against this record: it must be the backup that it names. */
  mayAskLive(record: ArbiterRecord, asker: ReplicaId): boolean;
  /** What to send where no answer came. */
  again(request: ArbiterRequest): ArbiterRequest;
  /** Whether to go on as if granted; storage out of reach means: wait. */
  assumesYes(waitedNs: Nanoseconds): boolean;
  /** Whether a request counts as cancelled once its asker hears from whom it suspects; it may still land. */
  withdraws(request: ArbiterRequest): boolean;
}

export const arbiterClient: ArbiterClient = {
  mayAskLive: (record, asker) => record.backup === asker,
  again: (request) => request,
  assumesYes: () => false,
  withdraws: () => false,
};

export function ask(context: Context, kind: RequestKind, next: ArbiterRequest["next"]): void {
  const { state } = context;
  if (state.open) throw new Error(`${state.replica} asks for ${kind} while ${state.open.request.kind} is unanswered`);
  const id = `${state.replica}.${kind}.${++state.requests}`;
  const request: ArbiterRequest = { id, asker: state.replica, kind, expected: state.record, next };
  state.open = { request, askedNs: nowOf(context), nextNs: nowOf(context) };
  observe(context, { what: "asked", request });
  repeatRequest(context);
}

/** Sends the open request when its time has come. */
export function repeatRequest(context: Context): void {
  const { state, parts, config } = context;
  const { open } = state;
  const now = nowOf(context);
  if (!open || now < open.nextNs) return;
  const request = now === open.askedNs ? open.request : parts.arbiterClient.again(open.request);
  state.open = { request, askedNs: open.askedNs, nextNs: now + config.tuning.askAgainNs };
  context.effects.push({ kind: "arbiter", request });
}

/** The answer to the open request, which it closes; null for any other. */
export function takeAnswer(context: Context, reply: ArbiterReply): ArbiterRequest | null {
  const { open } = context.state;
  if (!open || open.request.id !== reply.id) return null;
  context.state.open = null;
  observe(context, { what: "answered", reply });
  learn(context, reply.record);
  return open.request;
}

/** Takes a record for the newest if it is. */
export function learn(context: Context, record: ArbiterRecord): void {
  if (record.version > context.state.record.version) context.state.record = record;
}
