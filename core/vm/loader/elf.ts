/** Executable and Linkable Format (System V ABI, edition 4.1, chapters 4 and 5): 32-bit little-endian executables for i386. */
import { ImageError } from "./boot-target.ts";

const HEADER_BYTES = 52;
const PROGRAM_HEADER_BYTES = 32;
const MACHINE_386 = 3;
const PT_LOAD = 1;

interface ElfSegment {
  readonly virtualAddress: number;
  readonly physicalAddress: number;
  readonly bytes: Uint8Array;
  /** In memory; what `bytes` lacks is zero. */
  readonly memoryBytes: number;
}

export interface ElfImage {
  /** Physical address of the entry point. */
  readonly entry: number;
  readonly segments: readonly ElfSegment[];
}

export function isElf(image: Uint8Array): boolean {
  return image[0] === 0x7f && image[1] === 0x45 && image[2] === 0x4c && image[3] === 0x46;
}

export function parseElf(image: Uint8Array): ElfImage {
  if (!isElf(image) || image.length < HEADER_BYTES) throw new ImageError("not an ELF file");
  if (image[4] !== 1 || image[5] !== 1) throw new ImageError("not a 32-bit little-endian ELF file");
  const view = new DataView(image.buffer, image.byteOffset, image.byteLength);
  if (view.getUint16(18, true) !== MACHINE_386) throw new ImageError("an ELF file for another CPU than i386");
  const tableOffset = view.getUint32(28, true);
  const entryBytes = view.getUint16(42, true);
  const count = view.getUint16(44, true);
  const segments: ElfSegment[] = [];
  for (let i = 0; i < count; i++) {
    const at = tableOffset + i * entryBytes;
    if (at + PROGRAM_HEADER_BYTES > image.length) throw new ImageError("the ELF program headers are cut off");
    if (view.getUint32(at, true) !== PT_LOAD) continue;
    const offset = view.getUint32(at + 4, true);
    const fileBytes = view.getUint32(at + 16, true);
    const memoryBytes = view.getUint32(at + 20, true);
    if (offset + fileBytes > image.length) throw new ImageError("an ELF segment is cut off");
    segments.push({
      virtualAddress: view.getUint32(at + 8, true),
      physicalAddress: view.getUint32(at + 12, true),
      bytes: image.subarray(offset, offset + Math.min(fileBytes, memoryBytes)),
      memoryBytes,
    });
  }
  if (segments.length === 0) throw new ImageError("an ELF file with nothing to load");
  return { entry: physicalEntry(view.getUint32(24, true), segments), segments };
}

/** Kernels are linked at virtual addresses; paging is off at their entry point. */
function physicalEntry(entry: number, segments: readonly ElfSegment[]): number {
  for (const { virtualAddress, physicalAddress, memoryBytes } of segments) {
    if (entry >= virtualAddress && entry < virtualAddress + memoryBytes)
      return entry - virtualAddress + physicalAddress;
  }
  return entry;
}
