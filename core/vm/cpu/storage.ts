/**
 * RAM and bus by physical address, the cache of decoded code beside them, and what an access may set off: the end of the
 * block in execution, a data breakpoint, a fault.
 */
import type { Bus } from "../bus.ts";
import { type LinearMemory, RAM_OFFSET, WORD } from "../layout.ts";
import { VECTOR } from "./architecture.ts";
import { CODE, CodeCache } from "./code-cache.ts";
import { GUEST_FAULT } from "./fault.ts";

export class Storage {
  readonly memory: LinearMemory;
  readonly bus: Bus;
  readonly m32: Int32Array;
  readonly m16: Uint16Array;
  readonly m8: Uint8Array;
  readonly blocks: CodeCache;
  /** Record of the instruction in execution; -1 between instructions. */
  pc = -1;
  /** Not 0: something to look at before the next instruction (`Cpu.attend`). */
  attention = 1;
  /** Data breakpoints are enabled in DR7. */
  dataBreakpoints = false;
  faultVector = 0;
  /** Error code, or -1 for none. */
  faultCode = -1;
  /** Record whose handler was replaced to leave the block, or -1; and that handler word. */
  protected trapAt = -1;
  protected trapWord = 0;

  constructor(memory: LinearMemory, bus: Bus) {
    this.memory = memory;
    this.bus = bus;
    this.m32 = memory.i32;
    this.m16 = memory.u16;
    this.m8 = memory.u8;
    this.blocks = new CodeCache(memory.ramBytes);
  }

  /** Decoded instructions: records (record.ts). */
  get code(): Int32Array {
    return CODE;
  }

  // ---- faults

  fault(vector: number): never {
    this.faultVector = vector;
    this.faultCode = -1;
    throw GUEST_FAULT;
  }

  faultWith(vector: number, errorCode: number): never {
    this.faultVector = vector;
    this.faultCode = errorCode;
    throw GUEST_FAULT;
  }

  generalProtection(errorCode: number): never {
    return this.faultWith(VECTOR.GP, errorCode);
  }

  // ---- storage

  /** Reads bytes of one page. */
  readPhysical(address: number, byteCount: number): number {
    if (address < this.memory.ramBytes) {
      const at = RAM_OFFSET + address;
      const m8 = this.m8;
      if (byteCount === 1) return m8[at];
      if (byteCount === 2) return m8[at] | (m8[at + 1] << 8);
      return m8[at] | (m8[at + 1] << 8) | (m8[at + 2] << 16) | (m8[at + 3] << 24);
    }
    this.leaveBlock();
    if (byteCount === 1 || (address & (byteCount - 1)) === 0)
      return this.bus.mmioRead(address, byteCount as 1 | 2 | 4) | 0;
    let value = 0;
    for (let i = 0; i < byteCount; i += 1) value |= (this.bus.mmioRead(address + i, 1) & 0xff) << (8 * i);
    return value;
  }

  writePhysical(address: number, byteCount: number, value: number): void {
    if (address < this.memory.ramBytes) {
      const at = RAM_OFFSET + address;
      const m8 = this.m8;
      m8[at] = value;
      if (byteCount >= 2) m8[at + 1] = value >> 8;
      if (byteCount === 4) {
        m8[at + 2] = value >> 16;
        m8[at + 3] = value >> 24;
      }
      this.memory.markWritten(address, byteCount);
      if (this.blocks.written(address, byteCount)) this.leaveBlock();
      return;
    }
    this.leaveBlock();
    if (byteCount === 1 || (address & (byteCount - 1)) === 0) {
      this.bus.mmioWrite(
        address,
        byteCount as 1 | 2 | 4,
        byteCount === 4 ? value >>> 0 : value & ((1 << (8 * byteCount)) - 1),
      );
      return;
    }
    for (let i = 0; i < byteCount; i += 1) this.bus.mmioWrite(address + i, 1, (value >>> (8 * i)) & 0xff);
  }

  /**
   * Ends the run of the present block after the instruction in execution: the bus may have raised INTR, or decoded code
   * is stale. The next record's handler is replaced by number 0, which leaves the block, until `Cpu.attend`.
   */
  leaveBlock(): void {
    this.attention = 1;
    if (this.trapAt >= 0 || this.pc < 0) return;
    this.trapAt = this.pc + 4;
    this.trapWord = this.code[this.trapAt];
    this.code[this.trapAt] = 0;
  }

  // ---- data breakpoints (SDM vol. 3, 17.2)

  protected isWatched(address: number): boolean {
    for (let i = 0; i < 4; i += 1) {
      if (((this.m32[WORD.DR + i] ^ address) & 0xffff_f000) === 0) return true;
    }
    return false;
  }

  /** Notes the breakpoints that this access hits: a trap after the instruction. */
  watch(address: number, byteCount: number, write: boolean): void {
    const m = this.m32;
    const control = m[WORD.DR + 7];
    for (let i = 0; i < 4; i += 1) {
      if (((control >> (2 * i)) & 3) === 0) continue;
      const kind = (control >> (16 + 4 * i)) & 3;
      if (kind !== 3 && !(kind === 1 && write)) continue;
      const length = ((control >> (18 + 4 * i)) & 3) + 1;
      const aligned = length === 3 ? 8 : length;
      const start = (m[WORD.DR + i] & ~(aligned - 1)) >>> 0;
      const at = address >>> 0;
      if (at < start + aligned && start < at + byteCount) {
        m[WORD.PENDING_DEBUG] |= 1 << i;
        this.leaveBlock();
      }
    }
  }

  /** Recomputes what is derived from DR7. */
  refreshBreakpoints(): void {
    const control = this.m32[WORD.DR + 7];
    let data = false;
    for (let i = 0; i < 4; i += 1) {
      if (((control >> (2 * i)) & 3) !== 0 && ((control >> (16 + 4 * i)) & 1) !== 0) data = true;
    }
    this.dataBreakpoints = data;
  }
}
