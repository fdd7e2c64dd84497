/** What a loader sees of the machine that it puts an image into. Loaders play the firmware: they run at reset. */
import type { ByteCount, PhysicalAddress } from "../units.ts";

export interface BootTarget {
  readonly ramBytes: ByteCount;
  /** Throws an `ImageError` if the bytes do not fit into RAM. */
  write(address: PhysicalAddress, bytes: Uint8Array): void;
  /** As `write`, zeros. */
  clear(address: PhysicalAddress, byteCount: ByteCount): void;
  readonly processor: BootProcessor;
}

export interface BootProcessor {
  /** 32-bit protected mode without paging: flat segments of 4 GiB, interrupts off, A20 open. */
  enterProtectedMode(registers: BootRegisters): void;
  /** Real mode as after POST: all segments 0, stack below 7C00h, interrupts off, A20 open. */
  enterRealMode(ip: number, dx: number): void;
}

export interface BootRegisters {
  readonly eip: number;
  readonly eax?: number;
  readonly ebx?: number;
  readonly esi?: number;
  readonly esp?: number;
  /** Selectors of the code and data segments; the descriptors themselves are loaded in any case. */
  readonly selectors?: { readonly code: number; readonly data: number };
  /** Global descriptor table; none otherwise. */
  readonly gdt?: { readonly address: PhysicalAddress; readonly byteCount: ByteCount };
}

/** Puts an image into a machine that was just powered on or reset. */
export type Loader = (target: BootTarget) => void;

/** The image cannot be loaded; the message says what is wrong with it. */
export class ImageError extends Error {
  override readonly name = "ImageError";
}
