/**
 * Messages on a stream: a type, a length and a check byte, then the content with a CRC of its own at its end. A stream
 * that does not parse is closed; what was under way is asked for again on another.
 */
import { ByteWriter, FormatError } from "../replay/bytes.ts";
import { crc32 } from "../replay/crc32.ts";

/** Content of a frame: the bytes of a message from `start` to `end`, CRC included. */
export interface Frame {
  readonly type: number;
  readonly bytes: Uint8Array;
  readonly start: number;
  readonly end: number;
}

/** No content is longer. */
const contentMaxBytes = 1 << 26;
/** Type, length and check byte. */
const headMaxBytes = 6;
const head = new Uint8Array(headMaxBytes);

/** For the content of a frame. */
export function contentWriter(expectedBytes = 64): ByteWriter {
  return new ByteWriter(expectedBytes, headMaxBytes);
}

/** Makes a frame of what stands in a `contentWriter`, and ends it. */
export function takeFrame(type: number, content: ByteWriter): Uint8Array {
  head[0] = type;
  let end = 1;
  for (let rest = content.length; ; rest >>>= 7) {
    head[end++] = rest < 128 ? rest : (rest & 127) | 128;
    if (rest < 128) break;
  }
  head[end] = crc32(head, 0, end) & 255;
  return content.prepend(head, end + 1).take();
}

/**
 * The frames that are whole, and the bytes left over for the next call.
 * @throws {FormatError}
 */
export function decodeFrames(inbox: Uint8Array, chunk: Uint8Array): { frames: Frame[]; rest: Uint8Array } {
  const bytes = joined(inbox, chunk);
  const frames: Frame[] = [];
  let at = 0;
  while (at < bytes.length) {
    const frame = decodeHead(bytes, at);
    if (!frame || frame.end > bytes.length) return { frames, rest: bytes.slice(at) };
    at = frame.end;
    frames.push(frame);
  }
  return { frames, rest: none(inbox) };
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

/** Null where more bytes are needed; the content may end beyond those that there are. */
function decodeHead(bytes: Uint8Array, at: number): Frame | null {
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
  return { type: bytes[at] ?? 0, bytes, start: end + 1, end: end + 1 + length };
}
