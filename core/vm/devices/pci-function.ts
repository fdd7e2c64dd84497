/** One function on the PCI bus (PCI 2.2, chapter 6): its 256 bytes of configuration space and what they decode. */
import type { AccessSize } from "../bus.ts";
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";

export const ConfigRegister = {
  vendorId: 0x00,
  deviceId: 0x02,
  command: 0x04,
  status: 0x06,
  revision: 0x08,
  classCode: 0x09,
  headerType: 0x0e,
  bar0: 0x10,
  subsystemVendorId: 0x2c,
  subsystemId: 0x2e,
  capabilities: 0x34,
  interruptLine: 0x3c,
  interruptPin: 0x3d,
} as const;

export const Command = { memory: 0x02, busMaster: 0x04, interruptDisable: 0x400 } as const;

/** Bytes of which the guest may change the bits that a mask allows. */
export class ConfigSpace implements Stateful {
  readonly #bytes = new Uint8Array(256);
  readonly #writable = new Uint8Array(256);

  /** Sets a field and the bits of it that the guest can write. */
  define(register: number, size: 1 | 2 | 3 | 4, value: number, writable = 0): void {
    for (let i = 0; i < size; i++) {
      this.#bytes[register + i] = value >>> (8 * i);
      this.#writable[register + i] = writable >>> (8 * i);
    }
  }

  read(register: number, size: AccessSize): number {
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = (value << 8) | this.#bytes[register + i]!;
    return value >>> 0;
  }

  write(register: number, size: AccessSize, value: number): void {
    for (let i = 0; i < size; i++) {
      const mask = this.#writable[register + i]!;
      const old = this.#bytes[register + i]!;
      this.#bytes[register + i] = (old & ~mask) | ((value >>> (8 * i)) & mask);
    }
  }

  visitState(visitor: StateVisitor): void {
    this.#bytes.set(visitor.bytes("configuration space", this.#bytes).subarray(0, 256));
  }
}

export interface PciFunction extends Stateful {
  /** Never crosses an aligned 4 bytes. */
  configRead(register: number, size: AccessSize): number;
  configWrite(register: number, size: AccessSize, value: number): void;
  /** The memory that the function decodes now: begin, or null. */
  readonly memoryBase: number | null;
  readonly memoryBytes: number;
  memoryRead(offset: number, size: AccessSize): number;
  memoryWrite(offset: number, size: AccessSize, value: number): void;
  reset(): void;
}
