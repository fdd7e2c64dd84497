/** The client's side of the key-value service: `kv/PROTOCOL.md` is the format. */
import { decodeServiceReply, encodeServiceRequest, servicePort } from "./service-protocol.ts";

/** UDP port of the service. */
export const kvPort = servicePort;

const magic = "KV";
const absent = 0xffff;
const lengthsBytes = 4;
const nothing = new Uint8Array(0);

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
  const value = operation.op === "get" ? nothing : operation.value;
  const parts = [operation.key, expected ?? nothing, value];
  const rest = new Uint8Array(lengthsBytes + parts.reduce((total, part) => total + part.length, 0));
  rest[0] = value.length & 255;
  rest[1] = value.length >>> 8;
  let at = lengthsBytes;
  for (const part of parts) {
    rest.set(part, at);
    at += part.length;
  }
  return encodeServiceRequest({
    magic,
    op: opCodes[operation.op],
    detail: operation.key.length,
    client: request.client,
    extra: expected === null ? absent : (expected?.length ?? 0),
    number: request.number,
    rest,
  });
}

/** Reads the UDP payload of a reply; null where it is none. */
export function decodeKvReply(payload: Uint8Array): KvReply | null {
  const reply = decodeServiceReply(magic, payload);
  const status = statusNames[reply?.status ?? -1];
  const op = opNames[reply?.op ?? -1];
  return reply === null || status === undefined || op === undefined ? null : { ...reply, status, op };
}
