/**
 * Messages of the log stream. A stream that does not parse is closed and opened again, which loses nothing: the hello
 * says where to go on.
 */
import { ByteReader, type ByteWriter, FormatError } from "../replay/bytes.ts";
import { seal, unsealedEnd } from "../replay/crc32.ts";
import type { EntryNumber } from "../replay/entry.ts";
import type { ByteCount, Nanoseconds, Position } from "../vm/units.ts";
import { contentWriter, decodeFrames, type Frame, takeFrame } from "./framing.ts";
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
      /** How late the execution is. */
      readonly lagNs: Nanoseconds;
      /** Where it reads for itself: all reads with smaller numbers are done. */
      readonly readsDone: number;
    }
  /** Backup to primary: it diverged or cannot read its disk, and will never go live. */
  | { readonly type: "report"; readonly reason: string }
  /** Primary to backup: log entries, or (strategy `checkpoint`) what they led to. */
  | { readonly type: "batch"; readonly bytes: Uint8Array }
  | { readonly type: "epoch"; readonly bytes: Uint8Array }
  /** Primary to backup: alive, and nothing happened between entry `through` and `position`. */
  | { readonly type: "keep-alive"; readonly through: EntryNumber; readonly position: Position };

const types = ["hello", "acknowledgement", "report", "batch", "keep-alive", "epoch"] as const;

function writeContent(message: LogMessage): ByteWriter {
  switch (message.type) {
    case "hello": {
      const writer = contentWriter().byte(channelVersion).text(message.replica).varint(message.next);
      return seal(writer.varint(message.freeBytes).varint(message.position));
    }
    case "acknowledgement": {
      const writer = contentWriter().varint(message.through).varint(message.freeBytes).varint(message.position);
      return seal(writer.varint(message.lagNs).varint(message.readsDone));
    }
    case "report":
      return seal(contentWriter().text(message.reason));
    case "batch":
    case "epoch":
      return contentWriter(message.bytes.length).raw(message.bytes);
    case "keep-alive":
      return seal(contentWriter().varint(message.through).varint(message.position));
  }
}

export function encodeMessage(message: LogMessage): Uint8Array {
  return takeFrame(types.indexOf(message.type), writeContent(message));
}

function decodeContent({ type: number, bytes, start, end }: Frame): LogMessage {
  const type = types[number];
  if (!type) throw new FormatError(`message: unknown type ${number}`);
  if (type === "batch" || type === "epoch") return { type, bytes: bytes.subarray(start, end) };
  const reader = new ByteReader(bytes, start, unsealedEnd(bytes, type, start, end));
  const message = readContent(type, reader);
  reader.end();
  return message;
}

function readContent(type: Exclude<(typeof types)[number], "batch" | "epoch">, reader: ByteReader): LogMessage {
  switch (type) {
    case "hello": {
      const version = reader.byte();
      if (version !== channelVersion) {
        throw new FormatError(`hello: expected version ${channelVersion}, found ${version}`);
      }
      const [replica, next] = [reader.text(), reader.varint()];
      return { type, replica, next, freeBytes: reader.varint(), position: reader.varint() };
    }
    case "acknowledgement": {
      const [through, freeBytes, position] = [reader.varint(), reader.varint(), reader.varint()];
      return { type, through, freeBytes, position, lagNs: reader.varint(), readsDone: reader.varint() };
    }
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
  const { frames, rest } = decodeFrames(inbox, chunk);
  return { messages: frames.map(decodeContent), rest };
}
