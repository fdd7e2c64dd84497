/**
 * What a clone gets besides pages of memory, at the exact cut: the machine's devices, where the execution stands, every
 * output that was made and not handed over, every disk operation without a completion entry (DESIGN 6, arming).
 */
import { ByteReader, ByteWriter, FormatError } from "../replay/bytes.ts";
import type { EntryNumber, OutputDevice, OutputNumber } from "../replay/entry.ts";
import type { Execution } from "../replay/execution.ts";
import type { MadeOutput, VisibleOutput } from "../replay/output.ts";
import type { DiskOperation } from "../vm/machine-io.ts";
import type { Position } from "../vm/units.ts";
import { type Context, guestNow, guestOf, machineOf } from "./context.ts";
import { readRecord, writeRecord } from "./heartbeat-message.ts";
import type { ArbiterRecord } from "./record.ts";

interface CarriedOperation {
  readonly operation: DiskOperation;
  readonly made: MadeOutput | null;
  /** Over for the guest, but not yet on the source's own disk, or not read by the backup of a primary that moves. */
  readonly logged: boolean;
}

export interface CloneState {
  /** As the source knows it: an arming or move that still may land makes it one version newer. */
  readonly record: ArbiterRecord;
  readonly execution: Readonly<Execution>;
  readonly position: Position;
  readonly handedOver: OutputNumber;
  readonly held: readonly MadeOutput[];
  readonly operationsStarted: number;
  readonly sharePerMille: number;
  readonly disk: readonly CarriedOperation[];
  /** `VirtualMachine.saveDevices`. */
  readonly devices: Uint8Array;
  /** `VirtualMachine.digest`: the clone must come to the same. */
  readonly digest: string;
}

/** Of an owner, where its machine stands. `nextEntry`: the first entry that the state does not hold. */
export function takeCloneState(
  context: Context,
  nextEntry: EntryNumber,
  carried: Pick<CloneState, "held" | "disk">,
): CloneState {
  const { execution, handedOver, operationsStarted, sharePerMille } = guestOf(context);
  const machine = machineOf(context);
  return {
    record: context.state.record,
    execution: { ...execution, nextEntry, guestNs: Math.max(execution.guestNs, guestNow(context)) },
    position: machine.position,
    handedOver,
    operationsStarted,
    sharePerMille,
    ...carried,
    devices: machine.saveDevices(),
    digest: machine.digest(),
  };
}

const devicesOf: readonly OutputDevice[] = ["frame", "console", "disk"];
const operationTypes: readonly DiskOperation["type"][] = ["read", "write", "flush"];

export function writeCloneState(writer: ByteWriter, state: CloneState): ByteWriter {
  const { nextEntry, nextOutput, guestNs } = state.execution;
  writeRecord(writer, state.record).varint(nextEntry).varint(nextOutput).varint(guestNs);
  writer.varint(state.position).varint(state.handedOver).varint(state.held.length);
  for (const held of state.held) writeMade(writer, held);
  writer.varint(state.operationsStarted).varint(state.sharePerMille).varint(state.disk.length);
  for (const { operation, made, logged } of state.disk) {
    writeOperation(writer, operation)
      .byte(logged ? 1 : 0)
      .byte(made ? 1 : 0);
    if (made) writeMade(writer, made);
  }
  return writer.block(state.devices).hash(state.digest);
}

/** @throws {FormatError} */
export function readCloneState(reader: ByteReader): CloneState {
  const record = readRecord(reader);
  const execution = { nextEntry: reader.varint(), nextOutput: reader.varint(), guestNs: reader.varint() };
  const [position, handedOver] = [reader.varint(), reader.varint()];
  const held = readMany(reader, () => readMade(reader));
  const [operationsStarted, sharePerMille] = [reader.varint(), reader.varint()];
  const disk = readMany(reader, () => {
    const operation = readOperation(reader);
    const logged = reader.byte() === 1;
    return { operation, logged, made: reader.byte() === 1 ? readMade(reader) : null };
  });
  return {
    record,
    execution,
    position,
    handedOver,
    held,
    operationsStarted,
    sharePerMille,
    disk,
    devices: reader.block(),
    digest: reader.hash(),
  };
}

function readMany<T>(reader: ByteReader, read: () => T): T[] {
  const count = reader.varint();
  if (count > reader.left) throw new FormatError(`clone: expected fewer than ${count} items`);
  return Array.from({ length: count }, read);
}

function writeMade(writer: ByteWriter, { output, entry, device, position, hash, made }: MadeOutput): void {
  writer.byte(devicesOf.indexOf(device)).varint(output).varint(entry).varint(position).hash(hash);
  if (made.kind === "frame") writer.block(made.bytes);
  if (made.kind === "console") writer.byte(made.byte);
  if (made.kind === "disk") writeOperation(writer, made.operation);
}

function readMade(reader: ByteReader): MadeOutput {
  const device = known(devicesOf, reader.byte(), "output device");
  const [output, entry, position, hash] = [reader.varint(), reader.varint(), reader.varint(), reader.hash()];
  return { output, entry, device, position, hash, made: readVisible(reader, device) };
}

function readVisible(reader: ByteReader, device: OutputDevice): VisibleOutput {
  switch (device) {
    case "frame":
      return { kind: "frame", bytes: reader.block() };
    case "console":
      return { kind: "console", byte: reader.byte() };
    case "disk":
      return { kind: "disk", operation: readOperation(reader) };
  }
}

function writeOperation(writer: ByteWriter, operation: DiskOperation): ByteWriter {
  const { type, sector, sectorCount, data, pages } = operation;
  writer.byte(operationTypes.indexOf(type)).varint(operation.operation).varint(sector).varint(sectorCount);
  writer.varint(pages.length);
  for (const page of pages) writer.varint(page);
  return data ? writer.byte(1).block(data) : writer.byte(0);
}

function readOperation(reader: ByteReader): DiskOperation {
  const type = known(operationTypes, reader.byte(), "disk operation");
  const [operation, sector, sectorCount] = [reader.varint(), reader.varint(), reader.varint()];
  const pages = readMany(reader, () => reader.varint());
  const data = reader.byte() === 1 ? reader.block() : null;
  return { operation, type, sector, sectorCount, data, pages };
}

function known<T>(list: readonly T[], index: number, what: string): T {
  const item = list[index];
  if (item === undefined) throw new FormatError(`clone: no ${what} ${index}`);
  return item;
}
