/**
 * A batch of log entries as bytes. Each batch stands by itself, so that it can be sent again on another stream:
 *
 *     version   1 byte
 *     first     varint   number of the first entry
 *     count     varint   at least 1
 *     position  varint   entries count on from here
 *     guest     varint   guest time, likewise
 *     entries   a byte of kind (low half) and position step (high half, 15: a varint follows), then the body
 *     horizon   varint   step from the last entry to the position up to which nothing else happened
 *     CRC-32    4 bytes over all before
 *
 * Positions and guest time never run back within a batch, so all steps are small. Budget: below 100 bytes for the
 * tick of an idle guest, below 0.5 bytes per thousand units for a busy one (`lockstep bench record`).
 */
import type { MachineInput } from "../vm/machine-io.ts";
import type { Nanoseconds, Position } from "../vm/units.ts";
import { ByteReader, ByteWriter, FormatError } from "./bytes.ts";
import { sealed, unsealedEnd } from "./crc32.ts";
import type { ControlOperation, EntryBody, EntryNumber, LogEntry, OutputDevice } from "./entry.ts";

export interface Batch {
  readonly first: EntryNumber;
  readonly entries: readonly LogEntry[];
  /** All that happened up to here stands in this batch and those before. Not below the last entry's position. */
  readonly horizon: Position;
}

/** Raised with every change of the format; a replica refuses all others. */
const batchVersion = 1;

const tags = {
  timer: 0,
  frame: 1,
  diskDone: 2,
  diskRead: 3,
  diskFailed: 4,
  entropy: 5,
  serial: 6,
  reset: 7,
  guestClock: 8,
  wallClock: 9,
  outputFrame: 10,
  outputConsole: 11,
  outputDisk: 12,
  released: 13,
  digest: 14,
  control: 15,
} as const;

const outputTags: Record<OutputDevice, number> = {
  frame: tags.outputFrame,
  console: tags.outputConsole,
  disk: tags.outputDisk,
};

const controlTags: Record<ControlOperation["type"], number> = {
  "power-off": 0,
  reset: 1,
  "cpu-share": 2,
};
const controlTypes = Object.keys(controlTags) as readonly ControlOperation["type"][];

/** What steps count from: written and read in the same order on both sides. */
interface Context {
  position: Position;
  guestNs: Nanoseconds;
  output: number;
}

function writeGuestStep(writer: ByteWriter, guestNs: Nanoseconds, context: Context): void {
  if (guestNs < context.guestNs) throw new Error(`guest time ran back: ${guestNs} after ${context.guestNs}`);
  writer.varint(guestNs - context.guestNs);
  context.guestNs = guestNs;
}

function writeBody(writer: ByteWriter, body: EntryBody, context: Context): void {
  switch (body.kind) {
    case "guest-clock":
      return writeGuestStep(writer, body.guestNs, context);
    case "wall-clock":
      writer.varint(body.seconds);
      return;
    case "output":
      writer.varint(body.output - context.output).hash(body.hash);
      context.output = body.output;
      return;
    case "released":
      writer.varint(body.through);
      return;
    case "digest":
      writer.hash(body.digest);
      return;
    case "control": {
      const { operation } = body;
      writer.byte(controlTags[operation.type]);
      if (operation.type === "cpu-share") writer.varint(operation.perMille);
      return;
    }
    case "input": {
      const { input } = body;
      switch (input.kind) {
        case "timer":
          return writeGuestStep(writer, input.atGuestNs, context);
        case "disk":
          writer.varint(input.operation);
          if (input.data) writer.block(input.data);
          return;
        case "entropy":
          writer.varint(input.operation).block(input.bytes);
          return;
        case "frame":
        case "serial":
          writer.block(input.bytes);
          return;
        case "reset":
          return;
      }
    }
  }
}

function tagOf(body: EntryBody): number {
  switch (body.kind) {
    case "guest-clock":
      return tags.guestClock;
    case "wall-clock":
      return tags.wallClock;
    case "output":
      return outputTags[body.device];
    case "released":
      return tags.released;
    case "digest":
      return tags.digest;
    case "control":
      return tags.control;
    case "input":
      return tagOfInput(body.input);
  }
}

function tagOfInput(input: MachineInput): number {
  switch (input.kind) {
    case "timer":
      return tags.timer;
    case "frame":
      return tags.frame;
    case "entropy":
      return tags.entropy;
    case "serial":
      return tags.serial;
    case "reset":
      return tags.reset;
    case "disk":
      if (!input.ok) return input.data ? illFormed("data of a failed disk operation") : tags.diskFailed;
      return input.data ? tags.diskRead : tags.diskDone;
  }
}

function illFormed(what: string): never {
  throw new Error(`a log entry cannot hold ${what}`);
}

export function encodeBatch({ first, entries, horizon }: Batch): Uint8Array {
  const base = entries[0]?.position;
  if (base === undefined) throw new Error("a batch of no entries");
  const context: Context = { position: base, guestNs: guestBase(entries), output: 0 };
  const writer = new ByteWriter(256);
  writer.byte(batchVersion).varint(first).varint(entries.length).varint(base).varint(context.guestNs);
  for (const { position, body } of entries) {
    const step = position - context.position;
    if (step < 0) throw new Error(`positions ran back: ${position} after ${context.position}`);
    writer.byte(tagOf(body) | (step < 15 ? step << 4 : 15 << 4));
    if (step >= 15) writer.varint(step);
    context.position = position;
    writeBody(writer, body, context);
  }
  return sealed(writer.varint(horizon - context.position));
}

/** The first guest time that the batch mentions. */
function guestBase(entries: readonly LogEntry[]): Nanoseconds {
  for (const { body } of entries) {
    if (body.kind === "guest-clock") return body.guestNs;
    if (body.kind === "input" && body.input.kind === "timer") return body.input.atGuestNs;
  }
  return 0;
}

/** @throws {FormatError} where the bytes are no batch of this version, tampered with or cut short. */
export function decodeBatch(bytes: Uint8Array): Batch {
  const reader = new ByteReader(bytes, 0, unsealedEnd(bytes, "batch"));
  const version = reader.byte();
  if (version !== batchVersion) throw new FormatError(`batch: expected version ${batchVersion}, found ${version}`);
  const first = reader.varint();
  const count = reader.varint();
  if (first === 0 || count === 0 || count > reader.left)
    throw new FormatError(`batch of ${count} entries from ${first}`);
  const context: Context = { position: reader.varint(), guestNs: reader.varint(), output: 0 };
  const entries: LogEntry[] = [];
  for (let i = 0; i < count; i++) {
    const head = reader.byte();
    const step = head >>> 4;
    context.position = safe(context.position + (step < 15 ? step : reader.varint()));
    entries.push({ position: context.position, body: readBody(reader, head & 15, context) });
  }
  const horizon = safe(context.position + reader.varint());
  reader.end();
  return { first, entries, horizon };
}

function safe(sum: number): number {
  if (sum > Number.MAX_SAFE_INTEGER) throw new FormatError("batch: expected integers below 2^53");
  return sum;
}

function readGuestStep(reader: ByteReader, context: Context): Nanoseconds {
  context.guestNs = safe(context.guestNs + reader.varint());
  return context.guestNs;
}

function readOutput(reader: ByteReader, device: OutputDevice, context: Context): EntryBody {
  context.output = safe(context.output + reader.varint());
  return { kind: "output", output: context.output, device, hash: reader.hash() };
}

function readBody(reader: ByteReader, tag: number, context: Context): EntryBody {
  switch (tag) {
    case tags.timer:
      return { kind: "input", input: { kind: "timer", atGuestNs: readGuestStep(reader, context) } };
    case tags.frame:
      return { kind: "input", input: { kind: "frame", bytes: reader.block() } };
    case tags.diskDone:
    case tags.diskFailed:
      return {
        kind: "input",
        input: { kind: "disk", operation: reader.varint(), ok: tag === tags.diskDone, data: null },
      };
    case tags.diskRead: {
      const operation = reader.varint();
      return { kind: "input", input: { kind: "disk", operation, ok: true, data: reader.block() } };
    }
    case tags.entropy: {
      const operation = reader.varint();
      return { kind: "input", input: { kind: "entropy", operation, bytes: reader.block() } };
    }
    case tags.serial:
      return { kind: "input", input: { kind: "serial", bytes: reader.block() } };
    case tags.reset:
      return { kind: "input", input: { kind: "reset" } };
    case tags.guestClock:
      return { kind: "guest-clock", guestNs: readGuestStep(reader, context) };
    case tags.wallClock:
      return { kind: "wall-clock", seconds: reader.varint() };
    case tags.outputFrame:
      return readOutput(reader, "frame", context);
    case tags.outputConsole:
      return readOutput(reader, "console", context);
    case tags.outputDisk:
      return readOutput(reader, "disk", context);
    case tags.released:
      return { kind: "released", through: reader.varint() };
    case tags.digest:
      return { kind: "digest", digest: reader.hash() };
    default: {
      const type = controlTypes[reader.byte()];
      if (!type) throw new FormatError(`byte ${reader.at - 1}: expected a control operation`);
      const operation = type === "cpu-share" ? { type, perMille: reader.varint() } : { type };
      return { kind: "control", operation };
    }
  }
}
