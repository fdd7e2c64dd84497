/** Split virtqueue (virtio 1.2, 2.7), the device's side. Neither indirect descriptors nor event indices are offered. */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Dma, Segment } from "./dma.ts";

const DescriptorFlag = { next: 1, write: 2, indirect: 4 } as const;
const DESCRIPTOR_BYTES = 16;
const NO_INTERRUPT = 1;

/** A buffer that the driver made available: what the device may read, then what it may write. */
export interface Chain {
  /** Index of the first descriptor, by which the buffer is returned. */
  readonly head: number;
  readonly readable: readonly Segment[];
  readonly writable: readonly Segment[];
}

/** Addresses have 64 bits, kept as two words. */
class Address64 {
  low = 0;
  high = 0;

  /** Beyond 2^53 inexact, and so far outside RAM. */
  get value(): number {
    return this.high * 0x1_0000_0000 + this.low;
  }
}

export class Virtqueue implements Stateful {
  readonly maxSize: number;
  size: number;
  enabled = false;
  readonly descriptors = new Address64();
  readonly available = new Address64();
  readonly used = new Address64();
  readonly #dma: Dma;
  #availableIndex = 0;
  #usedIndex = 0;

  constructor(dma: Dma, maxSize: number) {
    this.#dma = dma;
    this.maxSize = maxSize;
    this.size = maxSize;
  }

  reset(): void {
    this.size = this.maxSize;
    this.enabled = false;
    for (const address of [this.descriptors, this.available, this.used]) address.low = address.high = 0;
    this.#availableIndex = 0;
    this.#usedIndex = 0;
  }

  /** Takes the next buffer. */
  take(): Chain | "empty" | "malformed" {
    const dma = this.#dma;
    const ring = this.available.value;
    if (!dma.contains(ring, 4 + 2 * this.size) || !dma.contains(this.used.value, 4 + 8 * this.size)) return "malformed";
    const count = (dma.read16(ring + 2) - this.#availableIndex) & 0xffff;
    if (count === 0) return "empty";
    if (count > this.size) return "malformed";
    const head = dma.read16(ring + 4 + 2 * (this.#availableIndex & (this.size - 1)));
    const chain = this.#walk(head);
    if (chain !== "malformed") this.#availableIndex = (this.#availableIndex + 1) & 0xffff;
    return chain;
  }

  /** Leaves the buffer that `take` gave last for the next time. */
  putBack(): void {
    this.#availableIndex = (this.#availableIndex - 1) & 0xffff;
  }

  /** Returns a buffer, of which `byteCount` bytes were written. The rings were in RAM when it was taken. */
  give(head: number, byteCount: number): void {
    const used = this.used.value;
    if (!this.#dma.contains(used, 4 + 8 * this.size)) return;
    const element = new Uint8Array(8);
    const view = new DataView(element.buffer);
    view.setUint32(0, head, true);
    view.setUint32(4, byteCount, true);
    this.#dma.write(used + 4 + 8 * (this.#usedIndex & (this.size - 1)), element);
    this.#usedIndex = (this.#usedIndex + 1) & 0xffff;
    this.#dma.write16(used + 2, this.#usedIndex);
  }

  /** Whether the driver wants an interrupt for returned buffers. */
  get wantsInterrupt(): boolean {
    const ring = this.available.value;
    return this.#dma.contains(ring, 2) && (this.#dma.read16(ring) & NO_INTERRUPT) === 0;
  }

  #walk(head: number): Chain | "malformed" {
    const dma = this.#dma;
    const readable: Segment[] = [];
    const writable: Segment[] = [];
    let index = head;
    // A chain longer than the table is a loop.
    for (let length = 0; length < this.size; length++) {
      const descriptor = this.descriptors.value + index * DESCRIPTOR_BYTES;
      if (index >= this.size || !dma.contains(descriptor, DESCRIPTOR_BYTES)) return "malformed";
      const address = dma.read32(descriptor + 4) * 0x1_0000_0000 + dma.read32(descriptor);
      const byteCount = dma.read32(descriptor + 8);
      const flags = dma.read16(descriptor + 12);
      if (byteCount === 0 || !dma.contains(address, byteCount) || flags & DescriptorFlag.indirect) return "malformed";
      if (flags & DescriptorFlag.write) writable.push({ address, byteCount });
      else if (writable.length > 0) return "malformed";
      else readable.push({ address, byteCount });
      if ((flags & DescriptorFlag.next) === 0) return { head, readable, writable };
      index = dma.read16(descriptor + 14);
    }
    return "malformed";
  }

  visitState(visitor: StateVisitor): void {
    this.size = visitor.u16("size", this.size);
    this.enabled = visitor.flag("enabled", this.enabled);
    for (const [name, address] of [
      ["descriptors", this.descriptors],
      ["available", this.available],
      ["used", this.used],
    ] as const) {
      address.low = visitor.u32(`${name} low`, address.low);
      address.high = visitor.u32(`${name} high`, address.high);
    }
    this.#availableIndex = visitor.u16("available index", this.#availableIndex);
    this.#usedIndex = visitor.u16("used index", this.#usedIndex);
  }
}
