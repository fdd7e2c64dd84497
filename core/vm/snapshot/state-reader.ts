import { SnapshotError } from "./snapshot-error.ts";
import type { StateVisitor } from "./state-visitor.ts";

/** Reads back what a `StateWriter` wrote; throws a `SnapshotError` where the bytes do not fit. */
export class StateReader implements StateVisitor {
  readonly #bytes: Uint8Array;
  #position = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** All bytes were used up, or the state is not of this machine. */
  end(): void {
    if (this.#position !== this.#bytes.length) {
      throw new SnapshotError(`${this.#bytes.length - this.#position} bytes of state are left over: other devices?`);
    }
  }

  section(_name: string, body: () => void): void {
    body();
  }

  flag(name: string, _value: boolean): boolean {
    const byte = this.u8(name, 0);
    if (byte > 1) throw new SnapshotError(`${name} is ${byte}: expected 0 or 1`);
    return byte === 1;
  }

  u8(name: string, _value: number): number {
    return this.#bytes[this.#take(name, 1)]!;
  }

  u16(name: string, _value: number): number {
    const at = this.#take(name, 2);
    return this.#bytes[at]! | (this.#bytes[at + 1]! << 8);
  }

  u32(name: string, _value: number): number {
    const at = this.#take(name, 4);
    const bytes = this.#bytes;
    return (bytes[at]! | (bytes[at + 1]! << 8) | (bytes[at + 2]! << 16) | (bytes[at + 3]! << 24)) >>> 0;
  }

  integer(name: string, _value: number): number {
    const low = this.u32(name, 0);
    const high = this.u32(name, 0);
    if (high >= 0x20_0000) throw new SnapshotError(`${name} is not below 2^53`);
    return high * 0x1_0000_0000 + low;
  }

  optional(name: string, _value: number | null): number | null {
    return this.flag(name, false) ? this.integer(name, 0) : null;
  }

  bytes(name: string, _value: Uint8Array): Uint8Array {
    return this.view(name).slice();
  }

  /** As `bytes`, without a copy. */
  view(name: string): Uint8Array {
    const length = this.u32(name, 0);
    const at = this.#take(name, length);
    return this.#bytes.subarray(at, at + length);
  }

  list<T>(name: string, _items: readonly T[], item: (visitor: StateVisitor, value: T | undefined) => T): T[] {
    const count = this.u32(name, 0);
    if (count > this.#bytes.length) throw new SnapshotError(`${name}: ${count} items in ${this.#bytes.length} bytes`);
    return Array.from({ length: count }, () => item(this, undefined));
  }

  #take(name: string, byteCount: number): number {
    const at = this.#position;
    if (at + byteCount > this.#bytes.length) throw new SnapshotError(`state ends inside ${name}`);
    this.#position = at + byteCount;
    return at;
  }
}
