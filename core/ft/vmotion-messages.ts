/** Messages of an FT VMotion stream (paper 3.1): source to destination and back. */
import { ByteReader, FormatError } from "../replay/bytes.ts";
import { seal, unsealedEnd } from "../replay/crc32.ts";
import { type CloneState, readCloneState, writeCloneState } from "./clone-state.ts";
import { contentWriter, decodeFrames, takeFrame } from "./framing.ts";
import { readRecord, writeRecord } from "./heartbeat-message.ts";
import type { ArbiterRecord, ReplicaId } from "./record.ts";

/** What the clone is to become. */
export type CloneKind = "arm" | "move-backup" | "move-primary";

export type VMotionMessage =
  /** Source, first: who it is, what for, and the record as it stands. */
  | { readonly type: "offer"; readonly kind: CloneKind; readonly source: ReplicaId; readonly record: ArbiterRecord }
  /** Destination: it has room; its name in this attempt. */
  | { readonly type: "ready"; readonly replica: ReplicaId }
  /** Source: pages of memory as they are now; `bytes` holds 4096 for each, none for a page of zeros. */
  | { readonly type: "pages"; readonly pages: readonly { readonly page: number; readonly bytes: Uint8Array | null }[] }
  /** Source: sectors of a disk that is not shared, or a write of the guest to them. */
  | { readonly type: "sectors"; readonly sector: number; readonly bytes: Uint8Array }
  /** Destination: so many pages arrived in all. */
  | { readonly type: "got"; readonly count: number }
  /** Source: the rest, at the exact cut. */
  | { readonly type: "state"; readonly state: CloneState }
  /** Destination: it stands where the source was cut. */
  | { readonly type: "in-step" }
  /** Source: the clone is given up, and nobody has asked for it. Destination: it cannot. */
  | { readonly type: "given-up"; readonly reason: string }
  /** Source: the record should have changed; the destination reads it. */
  | { readonly type: "look" };

const types = ["offer", "ready", "pages", "got", "state", "in-step", "given-up", "look", "sectors"] as const;
const kinds: readonly CloneKind[] = ["arm", "move-backup", "move-primary"];
const vmotionVersion = 2;
const pageBytes = 4096;

export function encodeVMotion(message: VMotionMessage): Uint8Array {
  const writer = contentWriter(expectedBytes(message));
  switch (message.type) {
    case "offer":
      writer.byte(vmotionVersion).byte(kinds.indexOf(message.kind)).text(message.source);
      writeRecord(writer, message.record);
      break;
    case "ready":
      writer.text(message.replica);
      break;
    case "pages":
      writer.varint(message.pages.length);
      for (const { page, bytes } of message.pages) {
        writer.varint(page).byte(bytes ? 1 : 0);
        if (bytes) writer.raw(bytes);
      }
      break;
    case "sectors":
      writer.varint(message.sector).block(message.bytes);
      break;
    case "got":
      writer.varint(message.count);
      break;
    case "state":
      writeCloneState(writer, message.state);
      break;
    case "given-up":
      writer.text(message.reason);
      break;
    case "in-step":
    case "look":
      break;
  }
  return takeFrame(types.indexOf(message.type), seal(writer));
}

/** Of the long ones: so that they are written without moving to ever larger room. */
function expectedBytes(message: VMotionMessage): number {
  if (message.type === "sectors") return message.bytes.length + 16;
  if (message.type !== "pages") return 64;
  return message.pages.reduce((sum, { bytes }) => sum + 8 + (bytes?.length ?? 0), 16);
}

/** @throws {FormatError} */
export function decodeVMotion(inbox: Uint8Array, chunk: Uint8Array): { messages: VMotionMessage[]; rest: Uint8Array } {
  const { frames, rest } = decodeFrames(inbox, chunk);
  const messages = frames.map(({ type, bytes, start, end }) => {
    const reader = new ByteReader(bytes, start, unsealedEnd(bytes, "vmotion", start, end));
    const message = read(types[type], reader);
    reader.end();
    return message;
  });
  return { messages, rest };
}

function read(type: (typeof types)[number] | undefined, reader: ByteReader): VMotionMessage {
  switch (type) {
    case "offer": {
      const version = reader.byte();
      const kind = kinds[reader.byte()];
      if (version !== vmotionVersion || !kind) throw new FormatError(`vmotion: expected version ${vmotionVersion}`);
      return { type, kind, source: reader.text(), record: readRecord(reader) };
    }
    case "ready":
      return { type, replica: reader.text() };
    case "pages": {
      const count = reader.varint();
      if (count > reader.left) throw new FormatError(`vmotion: expected fewer than ${count} pages`);
      const pages = Array.from({ length: count }, () => {
        const page = reader.varint();
        return { page, bytes: reader.byte() === 1 ? reader.raw(pageBytes) : null };
      });
      return { type, pages };
    }
    case "sectors": {
      const [sector, bytes] = [reader.varint(), reader.block()];
      if (bytes.length === 0 || bytes.length % 512 !== 0) throw new FormatError("vmotion: expected whole sectors");
      return { type, sector, bytes };
    }
    case "got":
      return { type, count: reader.varint() };
    case "state":
      return { type, state: readCloneState(reader) };
    case "given-up":
      return { type, reason: reader.text() };
    case "in-step":
    case "look":
      return { type };
    case undefined:
      throw new FormatError("vmotion: unknown message");
  }
}
