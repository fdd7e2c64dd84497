/** The client's side of the guests that answer with what they counted: `lib/counters.h`, and each guest's own file. */
import { decodeServiceReply, decodeWords, encodeServiceRequest, encodeWords } from "./service-protocol.ts";

const magic = "CN";

/** `read` asks every such guest for its counters; `kill` is for `triple`, `transmit` for `nettx`. All answer alike. */
export type CountersOperation =
  | { readonly op: "read" }
  | { readonly op: "kill" }
  | { readonly op: "transmit"; readonly datagrams: number; readonly payloadBytes: number };

/** Counters by guest, in the order of the reply. */
export const counterNames = {
  cpu: ["rounds", "primes", "sum"],
  disk: ["reads", "writes", "mismatches", "failures", "sum"],
  netrx: ["datagrams", "bytes", "outOfTurn", "sum"],
  nettx: ["sent", "toSend"],
  racer: ["state", "rounds", "arrivals", "stale", "ticks"],
  triple: ["reads"],
} as const;

export interface CountersReply {
  readonly client: number;
  readonly number: number;
  readonly counters: readonly number[];
  readonly ticks: number;
  readonly tsc: bigint;
}

/** The UDP payload of a request. `number` counts up from 1 by client. */
export function encodeCountersRequest(client: number, number: number, operation: CountersOperation): Uint8Array {
  const words = operation.op === "transmit" ? [operation.datagrams, operation.payloadBytes] : [];
  return encodeServiceRequest({ magic, op: operation.op === "read" ? 0 : 1, client, number, rest: encodeWords(words) });
}

/** Reads the UDP payload of a reply; null where it is none. */
export function decodeCountersReply(payload: Uint8Array): CountersReply | null {
  const reply = decodeServiceReply(magic, payload);
  if (reply === null) return null;
  const { client, number, ticks, tsc } = reply;
  return { client, number, counters: decodeWords(reply.value), ticks, tsc };
}
