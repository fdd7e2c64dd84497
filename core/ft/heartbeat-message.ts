/**
 * Heartbeats: a datagram now and then from each replica to the other, on a path of its own (paper 2.3). An owner's
 * carries the record as it knows it: so the backup of a moved primary learns whom to follow.
 */
import { ByteReader, ByteWriter, FormatError } from "../replay/bytes.ts";
import { sealed, unsealedEnd } from "../replay/crc32.ts";
import type { ArbiterRecord, ReplicaId } from "./record.ts";

/** Raised with every change of the format. */
const heartbeatVersion = 1;

export interface Heartbeat {
  readonly sender: ReplicaId;
  readonly record: ArbiterRecord;
}

export function encodeHeartbeat({ sender, record }: Heartbeat): Uint8Array {
  return sealed(writeRecord(new ByteWriter().byte(heartbeatVersion).text(sender), record));
}

/** @throws {FormatError} */
export function decodeHeartbeat(bytes: Uint8Array): Heartbeat {
  const reader = new ByteReader(bytes, 0, unsealedEnd(bytes, "heartbeat"));
  const version = reader.byte();
  if (version !== heartbeatVersion) {
    throw new FormatError(`heartbeat: expected version ${heartbeatVersion}, found ${version}`);
  }
  const sender = reader.text();
  const record = readRecord(reader);
  reader.end();
  return { sender, record };
}

export function writeRecord(writer: ByteWriter, record: ArbiterRecord): ByteWriter {
  writer
    .varint(record.version)
    .varint(record.generation)
    .text(record.owner ?? "")
    .text(record.backup ?? "");
  return writer.byte(record.state === "off" ? 1 : 0).text(record.request);
}

export function readRecord(reader: ByteReader): ArbiterRecord {
  const [version, generation, owner, backup] = [reader.varint(), reader.varint(), reader.text(), reader.text()];
  const state = reader.byte() === 1 ? "off" : "running";
  return { version, generation, owner: owner || null, backup: backup || null, state, request: reader.text() };
}
