/** What firmware says about memory (INT 15h, E820h): which ranges of RAM a kernel may use. */
import type { ByteCount, PhysicalAddress } from "../units.ts";

const MemoryType = { usable: 1, reserved: 2 } as const;

export interface MemoryRange {
  readonly address: PhysicalAddress;
  readonly byteCount: ByteCount;
  readonly type: (typeof MemoryType)[keyof typeof MemoryType];
}

/** Conventional memory: 640 KiB less the extended BIOS data area. */
export const LOW_MEMORY_BYTES = 639 * 1024;
export const EXTENDED_MEMORY = 0x10_0000;

export function memoryMap(ramBytes: ByteCount): MemoryRange[] {
  if (ramBytes <= EXTENDED_MEMORY) {
    return [{ address: 0, byteCount: Math.min(ramBytes, LOW_MEMORY_BYTES), type: MemoryType.usable }];
  }
  return [
    { address: 0, byteCount: LOW_MEMORY_BYTES, type: MemoryType.usable },
    { address: LOW_MEMORY_BYTES, byteCount: EXTENDED_MEMORY - LOW_MEMORY_BYTES, type: MemoryType.reserved },
    { address: EXTENDED_MEMORY, byteCount: ramBytes - EXTENDED_MEMORY, type: MemoryType.usable },
  ];
}
