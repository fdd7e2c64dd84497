/** A client of the key-value service, one request at a time. */
import { ipv4Message, type Station, udpFrame } from "./frames.test-helper.ts";
import type { RunningGuest } from "./hosts.test-helper.ts";
import { decodeKvReply, encodeKvRequest, kvPort, type KvOperation, type KvReply } from "./kv-protocol.ts";

export const client: Station = { mac: "020000000001", ip: [10, 0, 0, 1] };
export const server: Station = { mac: "525400123456", ip: [10, 0, 0, 2] };

export const bytes = (text: string): Uint8Array => new TextEncoder().encode(text);
export const text = (value: Uint8Array): string => new TextDecoder().decode(value);

export function kvRequestFrame(from: number, number: number, operation: KvOperation): Buffer {
  return udpFrame(client, server, 5000 + from, kvPort, encodeKvRequest({ client: from, number, operation }));
}

/** What the reply says, and its whole datagram. */
export async function askKv(
  guest: RunningGuest,
  from: number,
  number: number,
  operation: KvOperation,
): Promise<KvReply & { raw: Buffer }> {
  return guest.ask(kvRequestFrame(from, number, operation), (frame) => {
    const datagram = ipv4Message(frame, 17);
    const reply = datagram === null ? null : decodeKvReply(datagram.subarray(8));
    if (datagram === null || reply === null || reply.client !== from || reply.number !== number) return null;
    return { ...reply, raw: datagram };
  });
}
