/**
 * Re-synchronisation of a disk that is not shared (paper 4.1): a new backup gets a copy of the owner's, sector by
 * sector, while the guest writes. Writes that are done are sent along as they are, in order, and laid over what was being
 * read from the disk meanwhile. At the cut all that completed is on its way, and the rest goes with the state.
 */
import type { DiskOperation, MachineInput } from "../vm/machine-io.ts";
import { type Context, guestOf, nowOf, ownerOf } from "./context.ts";
import type { DiskAnswer } from "./disk-queue.ts";
import { command, isDiskFree } from "./own-disk.ts";
import type { CloneProgress, JoiningState, MirrorRead } from "./state.ts";
import { encodeVMotion } from "./vmotion-messages.ts";

const sectorBytes = 512;
const chunkSectors = 128;

/** Whether the clone needs a copy of the disk at all. */
function mirrors({ config, parts }: Context): boolean {
  return config.disks === "non-shared" && config.diskSectors !== null && parts.vmotion.copiesDisk();
}

export function isDiskCopied(context: Context, clone: CloneProgress): boolean {
  return !mirrors(context) || (clone.nextSector >= (context.config.diskSectors ?? 0) && clone.reading === null);
}

/** Source: reads on, one piece at a time. */
export function copyDisk(context: Context, clone: CloneProgress): void {
  const { diskSectors } = context.config;
  if (!mirrors(context) || clone.reading || diskSectors === null || clone.nextSector >= diskSectors) return;
  const sector = clone.nextSector;
  const sectorCount = Math.min(chunkSectors, diskSectors - sector);
  const operation = own(context, { type: "read", sector, sectorCount, data: null });
  clone.reading = { operation, sector, sectorCount, written: [] };
}

function own(context: Context, operation: Omit<DiskOperation, "operation" | "pages">): number {
  const number = -1 - context.state.ownOperations++;
  command(context, { ...operation, operation: number, pages: [] }, null);
  return number;
}

/** Source: the disk answered a read of its own. False: it fails. */
export function sourceDiskAnswered(context: Context, clone: CloneProgress, answer: DiskAnswer): boolean {
  const { reading } = clone;
  if (reading?.operation !== answer.operation) return true;
  clone.reading = null;
  clone.progressNs = nowOf(context);
  if (answer.outcome !== "ok" || !answer.data) return false;
  send(context, clone, reading.sector, laidOver(answer.data, reading));
  clone.nextSector += reading.sectorCount;
  return true;
}

/** What the disk holds now: what was read, but where the guest has written since. */
function laidOver(read: Uint8Array, { sector, written }: MirrorRead): Uint8Array {
  const bytes = read.slice();
  for (const write of written) {
    const skip = Math.max(0, sector - write.sector) * sectorBytes;
    const at = Math.max(0, write.sector - sector) * sectorBytes;
    bytes.set(write.bytes.subarray(skip, skip + bytes.length - at), at);
  }
  return bytes;
}

function send(context: Context, { stream }: CloneProgress, sector: number, bytes: Uint8Array): void {
  if (stream === null) return;
  context.effects.push({ kind: "stream-write", stream, bytes: encodeVMotion({ type: "sectors", sector, bytes }) });
}

/** Source: an operation of the guest is over. */
export function mirrorWrite(context: Context, { operation: number, ok }: MachineInput & { kind: "disk" }): void {
  const { clone } = ownerOf(context);
  if (clone?.stage !== "copying" || !mirrors(context)) return;
  const operation = guestOf(context).disk.find((started) => started.operation.operation === number)?.operation;
  if (operation?.type !== "write" || !operation.data || !context.parts.vmotion.copiesWrite(ok)) return;
  const { reading } = clone;
  const { sector, sectorCount } = operation;
  if (reading && sector < reading.sector + reading.sectorCount && reading.sector < sector + sectorCount) {
    reading.written.push({ sector, bytes: operation.data });
  }
  send(context, clone, sector, operation.data);
}

/** Destination: writes to its copy, one piece after the other. */
export function writeSectors(context: Context, joining: JoiningState, sector: number, bytes: Uint8Array): void {
  joining.mirror.push({ sector, bytes });
  if (joining.mirror.length === 1) writeNext(context, joining);
}

/** Destination: all of the copy is on its way. It has to be as durable as the source's, whatever the guest flushes. */
export function flushCopy(context: Context, joining: JoiningState): void {
  if (mirrors(context)) writeSectors(context, joining, 0, new Uint8Array(0));
}

function writeNext(context: Context, joining: JoiningState): void {
  const next = joining.mirror[0];
  if (!next || !isDiskFree(context)) return;
  if (next.bytes.length === 0) own(context, { type: "flush", sector: 0, sectorCount: 0, data: null });
  else
    own(context, {
      type: "write",
      sector: next.sector,
      sectorCount: next.bytes.length / sectorBytes,
      data: next.bytes,
    });
}

/** Destination: its disk has answered a former attempt. After the last of these the copy begins. */
export function formerAnswered(context: Context, joining: JoiningState): void {
  if (context.state.unanswered.length === 0) writeNext(context, joining);
}

/** Destination: its disk answered. False: it fails. */
export function destinationDiskAnswered(context: Context, joining: JoiningState, answer: DiskAnswer): boolean {
  if (answer.outcome === "ok") {
    joining.mirror.shift();
    joining.mirrorAttempts = 0;
  } else if (++joining.mirrorAttempts >= context.config.tuning.diskAttemptsMax) return false;
  writeNext(context, joining);
  return true;
}
