/**
 * Access of devices to guest RAM. Only within a unit that notified the device or in `Machine.apply`: nothing in RAM
 * ever changes between (paper 3.5). Addresses and lengths come from the guest: check with `contains` first.
 */
import type { LinearMemory } from "../layout.ts";
import type { ByteCount, PhysicalAddress } from "../units.ts";

/** A part of guest RAM that a descriptor names. */
export interface Segment {
  readonly address: PhysicalAddress;
  readonly byteCount: ByteCount;
}

export class Dma {
  readonly #ram: Uint8Array;
  readonly #onWrite: (address: PhysicalAddress, byteCount: ByteCount) => void;

  /** @param onWrite `Processor.ramWritten`. */
  constructor(memory: LinearMemory, onWrite: (address: PhysicalAddress, byteCount: ByteCount) => void) {
    this.#ram = memory.ram;
    this.#onWrite = onWrite;
  }

  contains(address: PhysicalAddress, byteCount: ByteCount): boolean {
    return address >= 0 && address + byteCount <= this.#ram.length;
  }

  read8(address: PhysicalAddress): number {
    return this.#ram[address]!;
  }

  read16(address: PhysicalAddress): number {
    return this.#ram[address]! | (this.#ram[address + 1]! << 8);
  }

  read32(address: PhysicalAddress): number {
    return (this.read16(address) | (this.read16(address + 2) << 16)) >>> 0;
  }

  write(address: PhysicalAddress, bytes: Uint8Array): void {
    if (bytes.length === 0) return;
    this.#ram.set(bytes, address);
    this.#onWrite(address, bytes.length);
  }

  write16(address: PhysicalAddress, value: number): void {
    this.write(address, Uint8Array.of(value, value >>> 8));
  }

  /** A copy (bounce buffer) of at most `byteCount` bytes of the segments, `skip` bytes from their beginning. */
  gather(segments: readonly Segment[], skip: ByteCount, byteCount: ByteCount): Uint8Array {
    const bytes = new Uint8Array(Math.max(0, Math.min(byteCount, totalBytes(segments) - skip)));
    eachPart(segments, skip, bytes.length, (address, offset, count) =>
      bytes.set(this.#ram.subarray(address, address + count), offset),
    );
    return bytes;
  }

  /** Writes all `bytes` to the segments, which have room for them from `skip` on. */
  scatter(segments: readonly Segment[], skip: ByteCount, bytes: Uint8Array): void {
    eachPart(segments, skip, bytes.length, (address, offset, count) =>
      this.write(address, bytes.subarray(offset, offset + count)),
    );
  }
}

export function totalBytes(segments: readonly Segment[]): ByteCount {
  return segments.reduce((sum, segment) => sum + segment.byteCount, 0);
}

function eachPart(
  segments: readonly Segment[],
  skip: number,
  byteCount: number,
  act: (address: number, offset: number, count: number) => void,
): void {
  let offset = 0;
  for (const segment of segments) {
    if (offset >= byteCount) return;
    const skipped = Math.min(skip, segment.byteCount);
    skip -= skipped;
    const count = Math.min(segment.byteCount - skipped, byteCount - offset);
    if (count > 0) act(segment.address + skipped, offset, count);
    offset += count;
  }
}
