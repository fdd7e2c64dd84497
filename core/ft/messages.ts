/**
 * Messages of the log stream. Each is a head (type, length, check byte) and a content with a CRC of its own at its
 * end; a stream that does not parse is closed and opened again, which loses nothing: the hello says where to go on.
 */
import { ByteReader, ByteWriter, FormatError } from "../replay/bytes.ts";
import { crc32, sealed, unsealedEnd } from "../replay/crc32.ts";
import type { EntryNumber } from "../replay/entry.ts";
import type { ByteCount, Position } from "../vm/units.ts";
import type { ReplicaId } from "./record.ts";

/** Raised with every change of a message; replicas refuse all others. */
const channelVersion = 1;

export type LogMessage =
  /** Backup to primary, first: who it is and which entry it needs next. So it repeats its acknowledgement, too. */
  | {
      readonly type: "hello";
      readonly replica: ReplicaId;
      readonly next: EntryNumber;
      readonly freeBytes: ByteCount;
      readonly position: Position;
    }
  /** Backup to primary: received up to here, room for so much more, executed up to `position`. */
  | {
      readonly type: "acknowledgement";
      readonly through: EntryNumber;
      readonly freeBytes: ByteCount;
      readonly position: Position;
    }
  /** Backup to primary: it diverged or cannot read its disk, and will never go live. */
  | { readonly type: "report"; readonly reason: string }
  /** Primary to backup. */
  | { readonly type: "batch"; readonly bytes: Uint8Array }
  /** Primary to backup: alive, and nothing happened between entry `through` and `position`. */
  | { readonly type: "keep-alive"; readonly through: EntryNumber; readonly position: Position };

const types = ["hello", "acknowledgement", "report", "batch", "keep-alive"] as const;

/** No message is longer: 2^26 bytes. */
const contentMaxBytes = 1 << 26;

function encodeContent(message: LogMessage): Uint8Array {
  const writer = new ByteWriter();
  switch (message.type) {
    case "hello":
      writer.byte(channelVersion).text(message.replica).varint(message.next);
      return sealed(writer.varint(message.freeBytes).varint(message.position));
    case "acknowledgement":
      return sealed(writer.varint(message.through).varint(message.freeBytes).varint(message.position));
    case "report":
      return sealed(writer.text(message.reason));
    case "batch":
      return message.bytes;
    case "keep-alive":
      return sealed(writer.varint(message.through).varint(message.position));
  }
}

export function encodeMessage(message: LogMessage): Uint8Array {
  const content = encodeContent(message);
  const writer = new ByteWriter(content.length + 8);
  writer.byte(types.indexOf(message.type)).varint(content.length);
  return writer
    .byte(crc32(writer.view()) & 255)
    .raw(content)
    .take();
}

function decodeContent(type: (typeof types)[number], content: Uint8Array): LogMessage {
  if (type === "batch") return { type, bytes: content };
  const reader = new ByteReader(content, 0, unsealedEnd(content, type));
  const message = readContent(type, reader);
  reader.end();
  return message;
}

function readContent(type: Exclude<(typeof types)[number], "batch">, reader: ByteReader): LogMessage {
  switch (type) {
    case "hello": {
      const version = reader.byte();
      if (version !== channelVersion) {
        throw new FormatError(`hello: expected version ${channelVersion}, found ${version}`);
      }
      const [replica, next] = [reader.text(), reader.varint()];
      return { type, replica, next, freeBytes: reader.varint(), position: reader.varint() };
    }
    case "acknowledgement":
      return { type, through: reader.varint(), freeBytes: reader.varint(), position: reader.varint() };
    case "report":
      return { type, reason: reader.text() };
    case "keep-alive":
      return { type, through: reader.varint(), position: reader.varint() };
  }
}

/**
 * The messages that are whole, and the bytes left over for the next call. A batch's bytes are a view.
 * @throws {FormatError}
 */
export function decodeMessages(inbox: Uint8Array, chunk: Uint8Array): { messages: LogMessage[]; rest: Uint8Array } {
  const bytes = joined(inbox, chunk);
  const messages: LogMessage[] = [];
  let at = 0;
  for (;;) {
    const head = decodeHead(bytes, at);
    if (!head || head.start + head.length > bytes.length) return { messages, rest: bytes.slice(at) };
    at = head.start + head.length;
    messages.push(decodeContent(head.type, bytes.subarray(head.start, at)));
  }
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
): { readonly type: (typeof types)[number]; readonly start: number; readonly length: number } | null {
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
  const type = types[bytes[at] ?? types.length];
  if (!type || check !== (crc32(bytes, at, end) & 255) || length > contentMaxBytes) {
    throw new FormatError(`message: damaged head`);
  }
  return { type, start: end + 1, length };
}
