/** The client's side of the key-value service: `kv/PROTOCOL.md` is the format. */

/** UDP port of the service: one that no dissector of packet captures claims (7000 is taken for RX). */
export const kvPort = 7500;

/** Client numbers are 0 to `kvClients` - 1. */
export const kvClients = 16;

const requestMagic = 0x564b;
const replyMagic = 0x766b;
const absent = 0xffff;
const requestHeaderBytes = 16;
const replyHeaderBytes = 24;

const opCodes = { get: 0, set: 1, cas: 2, append: 3 } as const;
const opNames = ["get", "set", "cas", "append"] as const;
const statusNames = ["ok", "not-found", "mismatch", "no-room"] as const;

/** `expected` null: the key must be absent. Keys of 1 to 32 bytes, values of at most 512. */
export type KvOperation =
  | { readonly op: "get"; readonly key: Uint8Array }
  | { readonly op: "set"; readonly key: Uint8Array; readonly value: Uint8Array }
  | { readonly op: "cas"; readonly key: Uint8Array; readonly expected: Uint8Array | null; readonly value: Uint8Array }
  | { readonly op: "append"; readonly key: Uint8Array; readonly value: Uint8Array };

export interface KvRequest {
  readonly client: number;
  /** Counts up from 1 by client. */
  readonly number: number;
  readonly operation: KvOperation;
}

export interface KvReply {
  readonly client: number;
  readonly number: number;
  readonly op: KvOperation["op"];
  readonly status: (typeof statusNames)[number];
  /** Empty where the operation returns none. */
  readonly value: Uint8Array;
  /** Timer ticks since the guest booted, when the operation was done. */
  readonly ticks: number;
  /** The guest's TSC, then. */
  readonly tsc: bigint;
}

/** The UDP payload of a request. */
export function encodeKvRequest(request: KvRequest): Uint8Array {
  const { operation } = request;
  const expected = operation.op === "cas" ? operation.expected : undefined;
  const value = operation.op === "get" ? new Uint8Array(0) : operation.value;
  const parts = [operation.key, expected ?? new Uint8Array(0), value];
  const bytes = new Uint8Array(requestHeaderBytes + parts.reduce((total, part) => total + part.length, 0));
  const view = new DataView(bytes.buffer);
  view.setUint16(0, requestMagic, true);
  view.setUint8(2, opCodes[operation.op]);
  view.setUint8(3, operation.key.length);
  view.setUint16(4, request.client, true);
  view.setUint16(6, expected === null ? absent : (expected?.length ?? 0), true);
  view.setUint32(8, request.number, true);
  view.setUint16(12, value.length, true);
  let at = requestHeaderBytes;
  for (const part of parts) {
    bytes.set(part, at);
    at += part.length;
  }
  return bytes;
}

/** Reads the UDP payload of a reply; null where it is none. */
export function decodeKvReply(payload: Uint8Array): KvReply | null {
  if (payload.length < replyHeaderBytes) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  const status = statusNames[view.getUint8(2)];
  const op = opNames[view.getUint8(3)];
  const end = replyHeaderBytes + view.getUint16(6, true);
  if (view.getUint16(0, true) !== replyMagic || status === undefined || op === undefined) return null;
  if (payload.length !== end) return null;
  return {
    client: view.getUint16(4, true),
    number: view.getUint32(8, true),
    op,
    status,
    value: payload.slice(replyHeaderBytes, end),
    ticks: view.getUint32(12, true),
    tsc: view.getBigUint64(16, true),
  };
}
