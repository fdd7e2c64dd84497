import type { StateVisitor } from "./state-visitor.ts";

const HIGH = 0x1_0000_0000;

/** Writes the visited fields as little-endian bytes, without names or padding. */
export class StateWriter implements StateVisitor {
  #bytes: Uint8Array<ArrayBuffer>;
  #length = 0;

  /** @param expectedBytes to begin with; more is made room for. */
  constructor(expectedBytes = 1024) {
    this.#bytes = new Uint8Array(expectedBytes);
  }

  /** A copy of what was written. */
  finish(): Uint8Array<ArrayBuffer> {
    return this.#bytes.slice(0, this.#length);
  }

  /** What was written, valid until the writer is used again. */
  view(): Uint8Array<ArrayBuffer> {
    return this.#bytes.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  section(_name: string, body: () => void): void {
    body();
  }

  flag(name: string, value: boolean): boolean {
    this.u8(name, value ? 1 : 0);
    return value;
  }

  u8(_name: string, value: number): number {
    this.#reserve(1);
    this.#bytes[this.#length++] = value;
    return value;
  }

  u16(_name: string, value: number): number {
    this.#reserve(2);
    this.#bytes[this.#length++] = value;
    this.#bytes[this.#length++] = value >>> 8;
    return value;
  }

  u32(_name: string, value: number): number {
    this.#reserve(4);
    this.#bytes[this.#length++] = value;
    this.#bytes[this.#length++] = value >>> 8;
    this.#bytes[this.#length++] = value >>> 16;
    this.#bytes[this.#length++] = value >>> 24;
    return value;
  }

  integer(name: string, value: number): number {
    this.u32(name, value % HIGH);
    this.u32(name, (value - (value % HIGH)) / HIGH);
    return value;
  }

  optional(name: string, value: number | null): number | null {
    this.flag(name, value !== null);
    if (value !== null) this.integer(name, value);
    return value;
  }

  bytes(name: string, value: Uint8Array): Uint8Array {
    this.u32(name, value.length);
    this.#reserve(value.length);
    this.#bytes.set(value, this.#length);
    this.#length += value.length;
    return value;
  }

  list<T>(name: string, items: readonly T[], item: (visitor: StateVisitor, value: T | undefined) => T): T[] {
    this.u32(name, items.length);
    return items.map((value) => item(this, value));
  }

  #reserve(byteCount: number): void {
    if (this.#length + byteCount <= this.#bytes.length) return;
    const grown = new Uint8Array((this.#length + byteCount) * 2);
    grown.set(this.view());
    this.#bytes = grown;
  }
}
