/**
 * Messages on a stream: a type, a length and a check byte, then the content with a CRC of its own at its end. A stream
 * that does not parse is closed; what was under way is asked for again on another.
 */
import { ByteWriter, FormatError } from "../replay/bytes.ts";
import { crc32 } from "../replay/crc32.ts";

export interface Frame {
  readonly type: number;
  /** A view, CRC included: take copies of what is to last. */
  readonly content: Uint8Array;
}

/** No content is longer. */
const contentMaxBytes = 1 << 26;

export function encodeFrame(type: number, content: Uint8Array): Uint8Array {
  const writer = new ByteWriter(content.length + 8);
  writer.byte(type).varint(content.length);
  return writer
    .byte(writer.checksum(crc32) & 255)
    .raw(content)
    .take();
}

/**
 * The frames that are whole, and the bytes left over for the next call.
 * @throws {FormatError}
 */
export function decodeFrames(inbox: Uint8Array, chunk: Uint8Array): { frames: Frame[]; rest: Uint8Array } {
  const bytes = joined(inbox, chunk);
  const frames: Frame[] = [];
  let at = 0;
  for (;;) {
    const head = decodeHead(bytes, at);
    if (!head || head.start + head.length > bytes.length)
      return { frames, rest: at < bytes.length ? bytes.slice(at) : none(inbox) };
    at = head.start + head.length;
    frames.push({ type: head.type, content: bytes.subarray(head.start, at) });
  }
}

/** No bytes left over: mostly none were there before either. */
function none(inbox: Uint8Array): Uint8Array {
  return inbox.length === 0 ? inbox : new Uint8Array(0);
}

function joined(inbox: Uint8Array, chunk: Uint8Array): Uint8Array {
  if (inbox.length === 0) return chunk;
  const bytes = new Uint8Array(inbox.length + chunk.length);
  bytes.set(inbox);
  bytes.set(chunk, inbox.length);
  return bytes;
}

/** Null where more bytes are needed. */
function decodeHead(
  bytes: Uint8Array,
  at: number,
): { readonly type: number; readonly start: number; readonly length: number } | null {
  let end = at + 1;
  let length = 0;
  for (let shift = 0; ; shift += 7, end++) {
    const next = bytes[end];
    if (next === undefined) return null;
    if (shift > 21) throw new FormatError(`message: expected a length below ${contentMaxBytes}`);
    length |= (next & 127) << shift;
    if (next < 128) break;
  }
  end++;
  const check = bytes[end];
  if (check === undefined) return null;
  if (check !== (crc32(bytes, at, end) & 255) || length > contentMaxBytes) {
    throw new FormatError(`message: damaged head`);
  }
  return { type: bytes[at] ?? 0, start: end + 1, length };
}
