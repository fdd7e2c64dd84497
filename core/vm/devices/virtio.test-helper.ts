/** A guest driver for one virtio device, over its registers and rings. */
import type { TestPc } from "./pc.test-helper.ts";

export interface Buffer {
  readonly address: number;
  readonly byteCount: number;
  readonly writable?: boolean;
}

const NEXT = 1;
const WRITE = 2;

export class TestDriver {
  readonly board: TestPc;
  readonly base: number;
  readonly #rings: number;
  readonly #available: number[] = [];
  readonly size = 8;

  /** @param device PCI device number; @param rings guest address of 4 KiB for each queue. */
  constructor(board: TestPc, device: number, rings: number) {
    this.board = board;
    this.base = (board.config(device, 0x20) & ~15) >>> 0;
    this.#rings = rings;
  }

  get status(): number {
    return this.board.pc.mmioRead(this.base + 0x14, 1);
  }

  set status(value: number) {
    this.board.pc.mmioWrite(this.base + 0x14, 1, value);
  }

  /** 3.1.1: up to DRIVER_OK, accepting version 1 alone. */
  start(queues: number): void {
    const { pc } = this.board;
    this.status = 1;
    this.status = 3;
    pc.mmioWrite(this.base + 0x08, 4, 1);
    pc.mmioWrite(this.base + 0x0c, 4, 1);
    this.status = 0x0b;
    for (let queue = 0; queue < queues; queue++) {
      pc.mmioWrite(this.base + 0x16, 2, queue);
      pc.mmioWrite(this.base + 0x18, 2, this.size);
      for (const [register, part] of [
        [0x20, this.descriptors(queue)],
        [0x28, this.available(queue)],
        [0x30, this.used(queue)],
      ] as const) {
        pc.mmioWrite(this.base + register, 4, part);
        pc.mmioWrite(this.base + register + 4, 4, 0);
      }
      pc.mmioWrite(this.base + 0x1c, 2, 1);
      this.#available[queue] = 0;
    }
    this.status = 0x0f;
  }

  descriptors(queue: number): number {
    return this.#rings + queue * 0x1000;
  }

  available(queue: number): number {
    return this.descriptors(queue) + 0x400;
  }

  used(queue: number): number {
    return this.descriptors(queue) + 0x800;
  }

  describe(queue: number, index: number, buffer: Buffer, flags: number, next: number): void {
    const view = this.#view(this.descriptors(queue) + index * 16);
    view.setUint32(0, buffer.address, true);
    view.setUint32(4, 0, true);
    view.setUint32(8, buffer.byteCount, true);
    view.setUint16(12, flags, true);
    view.setUint16(14, next, true);
  }

  /** Makes a chain from descriptor `first` on available, without a notification. */
  offer(queue: number, first: number, buffers: readonly Buffer[]): void {
    for (const [i, buffer] of buffers.entries()) {
      const more = i < buffers.length - 1 ? NEXT : 0;
      this.describe(queue, first + i, buffer, more | (buffer.writable === true ? WRITE : 0), first + i + 1);
    }
    this.offerHead(queue, first);
  }

  offerHead(queue: number, head: number): void {
    const index = this.#available[queue]!;
    const view = this.#view(this.available(queue));
    view.setUint16(4 + 2 * (index % this.size), head, true);
    this.#available[queue] = (index + 1) & 0xffff;
    view.setUint16(2, this.#available[queue]!, true);
  }

  notify(queue: number): void {
    this.board.pc.mmioWrite(this.base + 0x3000 + 4 * queue, 2, queue);
  }

  /** Index of the used ring, and its elements so far. */
  usedElements(queue: number): { readonly head: number; readonly byteCount: number }[] {
    const view = this.#view(this.used(queue));
    return Array.from({ length: view.getUint16(2, true) }, (_, i) => ({
      head: view.getUint32(4 + 8 * (i % this.size), true),
      byteCount: view.getUint32(8 + 8 * (i % this.size), true),
    }));
  }

  #view(address: number): DataView {
    const { ram } = this.board.memory;
    return new DataView(ram.buffer, ram.byteOffset + address);
  }
}
