/** What all services of the guests have in common: `lib/service.h` is the guest's side, `kv/PROTOCOL.md` the prose. */

/** UDP port of every service: one that no dissector of packet captures claims (7000 is taken for RX). */
export const servicePort = 7500;

const requestHeaderBytes = 12;
const replyHeaderBytes = 24;
/** A reply's magic is the request's in small letters. */
const smallLetters = 0x2020;

export interface ServiceRequest {
  /** Two capital letters, of the service. */
  readonly magic: string;
  readonly op: number;
  /** 0 to 15. */
  readonly client: number;
  /** Counts up from 1 by client. */
  readonly number: number;
  /** Two fields that mean what the service likes. */
  readonly detail?: number;
  readonly extra?: number;
  readonly rest?: Uint8Array;
}

export interface ServiceReply {
  readonly op: number;
  readonly status: number;
  readonly client: number;
  readonly number: number;
  /** Timer ticks since the guest booted, when the operation was done. */
  readonly ticks: number;
  /** The guest's TSC, then. */
  readonly tsc: bigint;
  readonly value: Uint8Array;
}

function magicNumber(letters: string): number {
  return letters.charCodeAt(0) | (letters.charCodeAt(1) << 8);
}

/** The UDP payload of a request. */
export function encodeServiceRequest(request: ServiceRequest): Uint8Array {
  const rest = request.rest ?? new Uint8Array(0);
  const bytes = new Uint8Array(requestHeaderBytes + rest.length);
  const view = new DataView(bytes.buffer);
  view.setUint16(0, magicNumber(request.magic), true);
  view.setUint8(2, request.op);
  view.setUint8(3, request.detail ?? 0);
  view.setUint16(4, request.client, true);
  view.setUint16(6, request.extra ?? 0, true);
  view.setUint32(8, request.number, true);
  bytes.set(rest, requestHeaderBytes);
  return bytes;
}

/** Reads the UDP payload of a service's reply; null where it is none. */
export function decodeServiceReply(magic: string, payload: Uint8Array): ServiceReply | null {
  if (payload.length < replyHeaderBytes) return null;
  const view = new DataView(payload.buffer, payload.byteOffset, payload.byteLength);
  if (view.getUint16(0, true) !== (magicNumber(magic) | smallLetters)) return null;
  if (payload.length !== replyHeaderBytes + view.getUint16(6, true)) return null;
  return {
    status: view.getUint8(2),
    op: view.getUint8(3),
    client: view.getUint16(4, true),
    number: view.getUint32(8, true),
    ticks: view.getUint32(12, true),
    tsc: view.getBigUint64(16, true),
    value: Uint8Array.from(payload.subarray(replyHeaderBytes)),
  };
}

/** Numbers as a service takes them: 32 bits each, little endian. */
export function encodeWords(words: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(4 * words.length);
  const view = new DataView(bytes.buffer);
  for (const [at, word] of words.entries()) view.setUint32(4 * at, word, true);
  return bytes;
}

/** Numbers as a service gives them. */
export function decodeWords(bytes: Uint8Array): number[] {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return Array.from({ length: bytes.length >>> 2 }, (_, at) => view.getUint32(4 * at, true));
}
