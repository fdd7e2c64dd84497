/** TCP segments as bytes (RFC 9293 3.1). Of the options only the maximum segment size. */
import { get16, PROTOCOL, put16, transportChecksum } from "../frames.ts";

export const FLAG = { FIN: 0x01, SYN: 0x02, RST: 0x04, PSH: 0x08, ACK: 0x10 } as const;

export interface Segment {
  readonly fromPort: number;
  readonly toPort: number;
  readonly sequence: number;
  /** 0 without the flag ACK. */
  readonly acknowledgment: number;
  readonly flags: number;
  readonly window: number;
  /** Only with the flag SYN; null where the sender does not say. */
  readonly mss: number | null;
  readonly data: Uint8Array;
}

const headerBytes = 20;
const endOfOptions = 0;
const noOperation = 1;
const maximumSegmentSize = 2;

export function encodeSegment(fromIp: Uint8Array, toIp: Uint8Array, segment: Segment): Uint8Array {
  const dataOffset = headerBytes + (segment.mss === null ? 0 : 4);
  const bytes = new Uint8Array(dataOffset + segment.data.length);
  put16(bytes, 0, segment.fromPort);
  put16(bytes, 2, segment.toPort);
  put32(bytes, 4, segment.sequence);
  put32(bytes, 8, segment.acknowledgment);
  bytes[12] = (dataOffset / 4) << 4;
  bytes[13] = segment.flags;
  put16(bytes, 14, segment.window);
  if (segment.mss !== null) {
    bytes.set([maximumSegmentSize, 4], headerBytes);
    put16(bytes, headerBytes + 2, segment.mss);
  }
  bytes.set(segment.data, dataOffset);
  put16(bytes, 16, transportChecksum(fromIp, toIp, PROTOCOL.TCP, bytes));
  return bytes;
}

/** Null for what is malformed or fails its checksum. */
export function decodeSegment(fromIp: Uint8Array, toIp: Uint8Array, bytes: Uint8Array): Segment | null {
  if (bytes.length < headerBytes) return null;
  const dataOffset = (bytes[12]! >> 4) * 4;
  if (dataOffset < headerBytes || dataOffset > bytes.length) return null;
  if (transportChecksum(fromIp, toIp, PROTOCOL.TCP, bytes) !== 0) return null;
  const flags = bytes[13]!;
  return {
    fromPort: get16(bytes, 0),
    toPort: get16(bytes, 2),
    sequence: get32(bytes, 4),
    acknowledgment: flags & FLAG.ACK ? get32(bytes, 8) : 0,
    flags,
    window: get16(bytes, 14),
    mss: flags & FLAG.SYN ? readMss(bytes.subarray(headerBytes, dataOffset)) : null,
    data: bytes.slice(dataOffset),
  };
}

function readMss(options: Uint8Array): number | null {
  for (let at = 0; at < options.length && options[at] !== endOfOptions;) {
    if (options[at] === noOperation) {
      at++;
      continue;
    }
    const length = options[at + 1] ?? 0;
    if (length < 2 || at + length > options.length) return null;
    if (options[at] === maximumSegmentSize && length === 4) return get16(options, at + 2);
    at += length;
  }
  return null;
}

function put32(bytes: Uint8Array, at: number, value: number): void {
  put16(bytes, at, value >>> 16);
  put16(bytes, at + 2, value & 0xffff);
}

function get32(bytes: Uint8Array, at: number): number {
  return get16(bytes, at) * 0x1_0000 + get16(bytes, at + 2);
}
