/** A client of a guest's service, one request at a time. */
import { type BankOperation, type BankReply, decodeBankReply, encodeBankRequest } from "./bank-protocol.ts";
import {
  type CountersOperation,
  type CountersReply,
  decodeCountersReply,
  encodeCountersRequest,
} from "./counters-protocol.ts";
import { ipv4Message, type Station, udpFrame } from "./frames.test-helper.ts";
import type { RunningGuest } from "./hosts.test-helper.ts";
import { decodeKvReply, encodeKvRequest, type KvOperation, type KvReply } from "./kv-protocol.ts";
import { servicePort } from "./service-protocol.ts";

export const client: Station = { mac: "020000000001", ip: [10, 0, 0, 1] };
export const server: Station = { mac: "525400123456", ip: [10, 0, 0, 2] };

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

export function requestFrame(payload: Uint8Array, port = servicePort): Buffer {
  return udpFrame(client, server, 5000, port, payload);
}

type Reply = { readonly client: number; readonly number: number };

/** The reply to this client's request of this number, and its whole datagram. */
async function ask<R extends Reply>(
  guest: RunningGuest,
  payload: Uint8Array,
  decode: (payload: Uint8Array) => R | null,
  from: number,
  number: number,
): Promise<R & { raw: Buffer }> {
  return guest.ask(requestFrame(payload), (frame) => {
    const datagram = ipv4Message(frame, 17);
    const reply = datagram === null ? null : decode(datagram.subarray(8));
    if (datagram === null || reply === null || reply.client !== from || reply.number !== number) return null;
    return { ...reply, raw: datagram };
  });
}

export function askKv(
  guest: RunningGuest,
  from: number,
  number: number,
  operation: KvOperation,
): Promise<KvReply & { raw: Buffer }> {
  return ask(guest, encodeKvRequest({ client: from, number, operation }), decodeKvReply, from, number);
}

export function askBank(guest: RunningGuest, number: number, operation: BankOperation): Promise<BankReply> {
  return ask(guest, encodeBankRequest(0, number, operation), decodeBankReply, 0, number);
}

export function askCounters(
  guest: RunningGuest,
  number: number,
  operation: CountersOperation = { op: "read" },
): Promise<CountersReply> {
  return ask(guest, encodeCountersRequest(0, number, operation), decodeCountersReply, 0, number);
}
