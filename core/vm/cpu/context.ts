/**
 * What every instruction handler works on: registers, operands, memory. Memory is reached in three steps: segment
 * (`linear`), page (`translate`) and storage (RAM or bus). Whatever can fault throws `GUEST_FAULT` with the vector and
 * error code left in the context; it is caught in `Cpu.run` and never seen outside.
 */
import type { Bus } from "../bus.ts";
import { Fpu } from "../fpu/fpu.ts";
import {
  CODE_TLB_ENTRIES,
  CODE_TLB_OFFSET,
  FAST_READ_OFFSET,
  FAST_WRITE_OFFSET,
  FPU_OFFSET,
  type LinearMemory,
  RAM_OFFSET,
  SEGMENT,
  SEGMENT_WORD,
  SEGMENT_WORDS,
  TLB_ENTRIES,
  TLB_FLAG,
  TLB_OFFSET,
  WORD,
} from "../layout.ts";
import { CodeCache } from "./code-cache.ts";
import { AC, arithmeticFlags, ARITHMETIC, carryOf, resultOf, VM } from "./flags.ts";
import { ADDRESS16, MEMORY, MODE, OPERAND16 } from "./record.ts";

/** Thrown, always this one object, when an instruction faults. */
export const GUEST_FAULT = new Error("guest fault");

/** Exception vectors (SDM vol. 3, 6.3.1). */
export const VECTOR = {
  DE: 0,
  DB: 1,
  BP: 3,
  OF: 4,
  BR: 5,
  UD: 6,
  NM: 7,
  DF: 8,
  TS: 10,
  NP: 11,
  SS: 12,
  GP: 13,
  PF: 14,
  MF: 16,
  AC: 17,
} as const;

export const CR0 = {
  PE: 1,
  MP: 2,
  EM: 4,
  TS: 8,
  ET: 16,
  NE: 32,
  WP: 0x1_0000,
  AM: 0x4_0000,
  NW: 0x2000_0000,
  CD: 0x4000_0000,
  PG: 0x8000_0000 | 0,
} as const;
export const CR4 = { TSD: 4, DE: 8, PSE: 16, MCE: 0x40 } as const;

/** Attribute bits of a segment (high word of a descriptor). */
export const ATTRIBUTE = {
  ACCESSED: 0x100,
  WRITABLE: 0x200,
  EXPAND_DOWN: 0x400,
  CODE: 0x800,
  S: 0x1000,
  DPL: 0x6000,
  PRESENT: 0x8000,
  BIG: 0x40_0000,
  G: 0x80_0000,
} as const;

const SEGMENTS = WORD.SEGMENTS;
const FAST_READ = FAST_READ_OFFSET >> 2;
const FAST_WRITE = FAST_WRITE_OFFSET >> 2;
/** Words of one of the two tables (supervisor, user) for reads or writes. */
const FAST_WORDS = TLB_ENTRIES * 2;
const TLB = TLB_OFFSET >> 2;
const CODE_TLB = CODE_TLB_OFFSET >> 2;

const WRITE = 1;
const FETCH = 2;

export class CpuContext {
  readonly memory: LinearMemory;
  readonly bus: Bus;
  readonly m32: Int32Array;
  readonly m16: Uint16Array;
  readonly m8: Uint8Array;
  readonly blocks: CodeCache;
  readonly fpu: Fpu;
  /** Decoded instructions; replaced when the cache grows. */
  code: Int32Array;

  /** Record of the instruction in execution; -1 between instructions. */
  pc = -1;
  /** First record of the straight run in execution; -1 between instructions. */
  start = -1;
  /** Address of the next instruction: set before a handler runs, changed by branches. */
  eip = 0;
  /** EIP of the first byte of the page that runs: an instruction's EIP is this plus its page offset. */
  eipBase = 0;
  lazyResult = 0;
  lazyCarry = 0;
  /** Units left of the budget, less those of the straight run in execution. */
  left = 0;
  /** Not 0: something to look at before the next instruction (`Cpu.attend`). */
  attention = 1;
  /** Word offset into the derived tables: 0 for supervisor accesses, `FAST_WORDS` for those of CPL 3. */
  privilege = 0;
  /** Bit per segment register: base 0, limit 4 GiB, readable and writable. */
  flat = 0;
  /** What blocks are decoded for: `MODE` bits of decode.ts. */
  mode = 0;
  /** ESP or SP: mask of the stack pointer. */
  stackMask = -1;
  /** TF was set when the unit in execution began: a debug trap follows it. */
  tracing = false;
  /** Data breakpoints are enabled in DR7. */
  dataBreakpoints = false;

  /** Units that retired no instruction, since power on. */
  unretired = 0;
  /** Linear page that code runs in, with its translation in force; low bits set: none. */
  codePage = 1;
  codePhysical = 0;
  /** All of that page is RAM and within the limit of CS. */
  wholePage = false;

  /** The fault comes from a task whose state was just loaded: EIP is already its own. */
  enteredTask = false;
  faultVector = 0;
  /** Error code, or -1 for none. */
  faultCode = -1;

  /** Linear address of the operand of a read-modify-write instruction. */
  protected operand = 0;
  /** Set by a stop request; taken back by `run`. */
  protected stopRequested = false;
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
    this.fpu = new Fpu(this.m32, FPU_OFFSET);
    this.code = this.blocks.code;
  }

  /** Makes fields of the interpreter's variables, before anything that may fault or ask for the position. */
  enterSlow(pc: number, left: number, start: number, lazyResult: number, lazyCarry: number): void {
    this.pc = pc;
    this.left = left;
    this.start = start;
    this.lazyResult = lazyResult;
    this.lazyCarry = lazyCarry;
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

  // ---- registers and flags

  get cpl(): number {
    return this.m32[WORD.CPL];
  }

  setCpl(cpl: number): void {
    this.m32[WORD.CPL] = cpl;
    this.privilege = cpl === 3 ? FAST_WORDS : 0;
    this.leaveCodePage();
  }

  /** Makes the next instruction fetch look at the TLB again. */
  leaveCodePage(): void {
    this.codePage = 1;
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

  get iopl(): number {
    return (this.m32[WORD.FLAGS] >> 12) & 3;
  }

  /** CR0.PE is set and EFLAGS.VM is not. */
  get protectedMode(): boolean {
    return (this.m32[WORD.CR0] & CR0.PE) !== 0 && (this.m32[WORD.FLAGS] & VM) === 0;
  }

  get virtual8086(): boolean {
    return (this.m32[WORD.FLAGS] & VM) !== 0;
  }

  getFlags(): number {
    return this.m32[WORD.FLAGS] | arithmeticFlags(this.lazyResult, this.lazyCarry);
  }

  /** Loads all of EFLAGS; the caller has decided which bits may change. */
  setFlags(flags: number): void {
    this.lazyResult = resultOf(flags);
    this.lazyCarry = carryOf(flags);
    this.m32[WORD.FLAGS] = (flags & ~ARITHMETIC) | 2;
    this.attention = 1;
  }

  /** Replaces the arithmetic flags in `mask`. */
  setArithmetic(flags: number, mask: number): void {
    const all = (arithmeticFlags(this.lazyResult, this.lazyCarry) & ~mask) | (flags & mask);
    this.lazyResult = resultOf(all);
    this.lazyCarry = carryOf(all);
  }

  setCarry(cf: number): void {
    const of = ((this.lazyCarry ^ (this.lazyCarry << 1)) >>> 31) & 1;
    this.lazyCarry = (this.lazyCarry & 0x3fff_ffff) | (cf << 31) | ((cf ^ of) << 30);
  }

  segmentWord(segment: number, word: number): number {
    return this.m32[SEGMENTS + segment * SEGMENT_WORDS + word];
  }

  selector(segment: number): number {
    return this.m32[SEGMENTS + segment * SEGMENT_WORDS];
  }

  /** Puts a register's hidden part; `refreshSegments` must follow. */
  putSegment(segment: number, selector: number, base: number, limit: number, attributes: number): void {
    const at = SEGMENTS + segment * SEGMENT_WORDS;
    this.m32[at + SEGMENT_WORD.SELECTOR] = selector;
    this.m32[at + SEGMENT_WORD.BASE] = base;
    this.m32[at + SEGMENT_WORD.LIMIT] = limit;
    this.m32[at + SEGMENT_WORD.ATTRIBUTES] = attributes;
  }

  /** Recomputes what is derived from the segment registers. */
  refreshSegments(): void {
    const m = this.m32;
    let flat = 0;
    for (let segment = 0; segment < 6; segment += 1) {
      const at = SEGMENTS + segment * SEGMENT_WORDS;
      const data =
        m[at + 3] & (ATTRIBUTE.PRESENT | ATTRIBUTE.S | ATTRIBUTE.CODE | ATTRIBUTE.EXPAND_DOWN | ATTRIBUTE.WRITABLE);
      const writable = data === (ATTRIBUTE.PRESENT | ATTRIBUTE.S | ATTRIBUTE.WRITABLE);
      if (writable && m[at + 1] === 0 && m[at + 2] === -1) flat |= 1 << segment;
    }
    this.flat = flat;
    const big = this.segmentWord(SEGMENT.CS, SEGMENT_WORD.ATTRIBUTES) & ATTRIBUTE.BIG;
    this.stackMask = (this.segmentWord(SEGMENT.SS, SEGMENT_WORD.ATTRIBUTES) & ATTRIBUTE.BIG) === 0 ? 0xffff : -1;
    this.mode = (big === 0 ? 0 : MODE.CODE32) | ((flat & 0b1101) === 0b1101 && this.stackMask === -1 ? MODE.FLAT : 0);
  }

  // ---- operands of the record in execution

  /** Operand size in bytes of a v-sized operand: 2 or 4. */
  operandBytes(pc: number): number {
    return (this.code[pc + 3] & OPERAND16) === 0 ? 4 : 2;
  }

  /** Value of a register operand; 8 and 16 bits zero-extended. */
  getRegister(size: number, register: number): number {
    if (size === 2) return this.m32[register];
    return size === 1 ? this.m16[register << 1] : this.m8[register];
  }

  setRegister(size: number, register: number, value: number): void {
    if (size === 2) this.m32[register] = value;
    else if (size === 1) this.m16[register << 1] = value;
    else this.m8[register] = value;
  }

  /** The register in the reg field. */
  getG(word: number): number {
    return this.getRegister((word >> 24) & 3, (word >> 10) & 15);
  }

  setG(word: number, value: number): void {
    this.setRegister((word >> 24) & 3, (word >> 10) & 15, value);
  }

  /** Offset of the memory operand in its segment. */
  effectiveAddress(pc: number, word: number): number {
    const m = this.m32;
    const offset = (m[(word >> 14) & 15] + (m[(word >> 18) & 15] << ((word >> 22) & 3)) + this.code[pc + 1]) | 0;
    return (word & ADDRESS16) === 0 ? offset : offset & 0xffff;
  }

  /** Linear address of the memory operand. */
  operandLinear(pc: number, word: number, byteCount: number, write: boolean): number {
    return this.linear((word >> 28) & 7, this.effectiveAddress(pc, word), byteCount, write);
  }

  getE(pc: number, word: number): number {
    const size = (word >> 24) & 3;
    if ((word & MEMORY) === 0) return this.getRegister(size, (word >> 14) & 15);
    return this.read(this.operandLinear(pc, word, 1 << size, false), size);
  }

  setE(pc: number, word: number, value: number): void {
    const size = (word >> 24) & 3;
    if ((word & MEMORY) === 0) this.setRegister(size, (word >> 14) & 15, value);
    else this.write(this.operandLinear(pc, word, 1 << size, true), size, value);
  }

  /** Like `getE`, checking that `updateE` will be able to write. */
  getEForUpdate(pc: number, word: number): number {
    const size = (word >> 24) & 3;
    if ((word & MEMORY) === 0) return this.getRegister(size, (word >> 14) & 15);
    this.operand = this.operandLinear(pc, word, 1 << size, true);
    this.probeWrite(this.operand, 1 << size);
    return this.read(this.operand, size);
  }

  /** Writes back the operand that `getEForUpdate` read; cannot fault. */
  updateE(word: number, value: number): void {
    const size = (word >> 24) & 3;
    if ((word & MEMORY) === 0) this.setRegister(size, (word >> 14) & 15, value);
    else this.write(this.operand, size, value);
  }

  // ---- stack

  get stackPointer(): number {
    return this.m32[4] & this.stackMask;
  }

  setStackPointer(value: number): void {
    this.m32[4] = (this.m32[4] & ~this.stackMask) | (value & this.stackMask);
  }

  /** Writes below `pointer`, which stays uncommitted; returns the new pointer. `size` is 1 or 2 (log2). */
  pushAt(pointer: number, size: number, value: number): number {
    const at = (pointer - (1 << size)) & this.stackMask;
    this.write(this.linear(SEGMENT.SS, at, 1 << size, true), size, value);
    return at;
  }

  peekAt(pointer: number, size: number): number {
    return this.read(this.linear(SEGMENT.SS, pointer & this.stackMask, 1 << size, false), size);
  }

  push(size: number, value: number): void {
    this.setStackPointer(this.pushAt(this.stackPointer, size, value));
  }

  pop(size: number): number {
    const value = this.peekAt(this.stackPointer, size);
    this.setStackPointer(this.stackPointer + (1 << size));
    return value;
  }

  // ---- segmentation

  /** Linear address of `byteCount` bytes at `offset`; #SS(0) or #GP(0) where the segment does not allow it. */
  linear(segment: number, offset: number, byteCount: number, write: boolean): number {
    if (((this.flat >> segment) & 1) !== 0) return offset;
    return this.checkedLinear(segment, offset, byteCount, write);
  }

  checkedLinear(segment: number, offset: number, byteCount: number, write: boolean): number {
    const m = this.m32;
    const at = SEGMENTS + segment * SEGMENT_WORDS;
    const attributes = m[at + 3];
    const first = offset >>> 0;
    const last = first + byteCount - 1;
    const limit = m[at + 2] >>> 0;
    const isCode = (attributes & ATTRIBUTE.CODE) !== 0;
    let allowed = (attributes & ATTRIBUTE.PRESENT) !== 0;
    if (write) allowed &&= !isCode && (attributes & ATTRIBUTE.WRITABLE) !== 0;
    else allowed &&= !isCode || (attributes & ATTRIBUTE.WRITABLE) !== 0;
    if (!isCode && (attributes & ATTRIBUTE.EXPAND_DOWN) !== 0) {
      allowed &&= first > limit && last <= ((attributes & ATTRIBUTE.BIG) === 0 ? 0xffff : 0xffff_ffff);
    } else {
      // A limit of 4 GiB lets an access wrap, as processors do.
      allowed &&= last <= limit || limit === 0xffff_ffff;
    }
    if (!allowed) this.faultWith(segment === SEGMENT.SS ? VECTOR.SS : VECTOR.GP, 0);
    return (m[at + 1] + offset) | 0;
  }

  // ---- memory by linear address

  read(address: number, size: number): number {
    if (size === 2) return this.read32(address);
    return size === 1 ? this.read16(address) : this.read8(address);
  }

  write(address: number, size: number, value: number): void {
    if (size === 2) this.write32(address, value);
    else if (size === 1) this.write16(address, value);
    else this.write8(address, value);
  }

  read8(address: number): number {
    const m = this.m32;
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f000)) return this.m8[(address + m[entry + 1]) >>> 0];
    return this.readSlow(address, 1);
  }

  read16(address: number): number {
    const m = this.m32;
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f001)) return this.m16[(address + m[entry + 1]) >>> 1];
    return this.readSlow(address, 2);
  }

  read32(address: number): number {
    const m = this.m32;
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f003)) return m[(address + m[entry + 1]) >>> 2];
    return this.readSlow(address, 4);
  }

  write8(address: number, value: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f000)) this.m8[(address + m[entry + 1]) >>> 0] = value;
    else this.writeSlow(address, 1, value);
  }

  write16(address: number, value: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f001)) this.m16[(address + m[entry + 1]) >>> 1] = value;
    else this.writeSlow(address, 2, value);
  }

  write32(address: number, value: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & 0xffff_f003)) m[(address + m[entry + 1]) >>> 2] = value;
    else this.writeSlow(address, 4, value);
  }

  /** Offset in the linear memory of a byte whose page may be read without a second look; -1 for others. */
  fastRead(address: number): number {
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    return this.m32[entry] === (address & 0xffff_f000) ? (address + this.m32[entry + 1]) >>> 0 : -1;
  }

  /** The same for writing. */
  fastWrite(address: number): number {
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    return this.m32[entry] === (address & 0xffff_f000) ? (address + this.m32[entry + 1]) >>> 0 : -1;
  }

  /** Everything but an aligned access to a page of the derived table: unaligned, page-crossing, MMIO, TLB miss. */
  readSlow(address: number, byteCount: number): number {
    if ((address & (byteCount - 1)) !== 0 && this.alignmentChecked) this.faultWith(VECTOR.AC, 0);
    const entry = FAST_READ + this.privilege + ((address >>> 11) & 0x3fe);
    if (this.m32[entry] === (address & 0xffff_f000) && (address & 0xfff) + byteCount <= 0x1000) {
      const at = (address + this.m32[entry + 1]) >>> 0;
      const m8 = this.m8;
      if (byteCount === 1) return m8[at];
      const low = m8[at] | (m8[at + 1] << 8);
      return byteCount === 2 ? low : low | (m8[at + 2] << 16) | (m8[at + 3] << 24);
    }
    if (this.dataBreakpoints) this.watch(address, byteCount, false);
    const inPage = 0x1000 - (address & 0xfff);
    const first = this.translate(address, 0);
    if (byteCount <= inPage) return this.readPhysical(first, byteCount);
    const second = this.translate((address + inPage) | 0, 0);
    let value = 0;
    for (let i = 0; i < byteCount; i += 1) {
      value |= this.readPhysical(i < inPage ? first + i : second + i - inPage, 1) << (8 * i);
    }
    return value;
  }

  writeSlow(address: number, byteCount: number, value: number): void {
    if ((address & (byteCount - 1)) !== 0 && this.alignmentChecked) this.faultWith(VECTOR.AC, 0);
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (this.m32[entry] === (address & 0xffff_f000) && (address & 0xfff) + byteCount <= 0x1000) {
      const at = (address + this.m32[entry + 1]) >>> 0;
      const m8 = this.m8;
      m8[at] = value;
      if (byteCount >= 2) m8[at + 1] = value >> 8;
      if (byteCount === 4) {
        m8[at + 2] = value >> 16;
        m8[at + 3] = value >> 24;
      }
      return;
    }
    if (this.dataBreakpoints) this.watch(address, byteCount, true);
    const inPage = 0x1000 - (address & 0xfff);
    const first = this.translate(address, WRITE);
    if (byteCount <= inPage) {
      this.writePhysical(first, byteCount, value);
      return;
    }
    const second = this.translate((address + inPage) | 0, WRITE);
    for (let i = 0; i < byteCount; i += 1) {
      this.writePhysical(i < inPage ? first + i : second + i - inPage, 1, (value >>> (8 * i)) & 0xff);
    }
  }

  /** Reads what `writeSlow` will write back, faulting as the write would. */
  readForUpdate(address: number, byteCount: number): number {
    this.probeWrite(address, byteCount);
    if (byteCount === 1) return this.read8(address);
    return byteCount === 2 ? this.read16(address) : this.read32(address);
  }

  /** CR0.AM, EFLAGS.AC and CPL 3: unaligned accesses fault. */
  get alignmentChecked(): boolean {
    return this.privilege !== 0 && (this.m32[WORD.CR0] & CR0.AM) !== 0 && (this.m32[WORD.FLAGS] & AC) !== 0;
  }

  /** Faults as a write of these bytes would, without writing. */
  probeWrite(address: number, byteCount: number): void {
    const m = this.m32;
    const entry = FAST_WRITE + this.privilege + ((address >>> 11) & 0x3fe);
    if (m[entry] === (address & (0xffff_f000 | (byteCount - 1)))) return;
    if ((address & (byteCount - 1)) !== 0 && this.alignmentChecked) this.faultWith(VECTOR.AC, 0);
    this.translate(address, WRITE);
    if ((address & 0xfff) + byteCount > 0x1000) this.translate(((address & ~0xfff) + 0x1000) | 0, WRITE);
  }

  /** Accesses to descriptor tables and task states: with supervisor rights whatever the CPL. */
  readSystem(address: number, size: number): number {
    const privilege = this.privilege;
    this.privilege = 0;
    const value = this.read(address, size);
    this.privilege = privilege;
    return value;
  }

  writeSystem(address: number, size: number, value: number): void {
    const privilege = this.privilege;
    this.privilege = 0;
    this.write(address, size, value);
    this.privilege = privilege;
  }

  // ---- paging

  /** Physical address of a data access; fills the TLB and the derived tables. */
  translate(address: number, access: number): number {
    const m = this.m32;
    const user = this.privilege !== 0;
    let physical = address;
    if (m[WORD.CR0] < 0) {
      const entry = TLB + ((address >>> 12) & (TLB_ENTRIES - 1)) * 2;
      const tag = m[entry];
      if (((tag ^ address) & 0xffff_f000) !== 0 || !this.permits(tag, access, user)) this.walk(address, access, entry);
      physical = m[entry + 1] | (address & 0xfff);
    }
    physical = (physical & m[WORD.A20_MASK]) >>> 0;
    if (physical < this.memory.ramBytes) this.arm(address, physical, access);
    return physical;
  }

  /** Physical address of an instruction byte, through the code TLB. */
  translateFetch(address: number): number {
    const m = this.m32;
    let physical = address;
    if (m[WORD.CR0] < 0) {
      const entry = CODE_TLB + ((address >>> 12) & (CODE_TLB_ENTRIES - 1)) * 2;
      const tag = m[entry];
      if (((tag ^ address) & 0xffff_f000) !== 0 || !this.permits(tag, 0, this.privilege !== 0))
        this.walk(address, FETCH, entry);
      physical = m[entry + 1] | (address & 0xfff);
    }
    return (physical & m[WORD.A20_MASK]) >>> 0;
  }

  private permits(tag: number, access: number, user: boolean): boolean {
    if ((tag & TLB_FLAG.VALID) === 0) return false;
    if (user && (tag & TLB_FLAG.USER) === 0) return false;
    if ((access & WRITE) === 0) return true;
    if ((tag & TLB_FLAG.DIRTY) === 0) return false;
    return (tag & TLB_FLAG.WRITABLE) !== 0 || (!user && (this.m32[WORD.CR0] & CR0.WP) === 0);
  }

  /** Walks the page tables and fills the TLB entry, or raises #PF (SDM vol. 3, 4.3, 4.6 to 4.8). */
  private walk(address: number, access: number, entry: number): void {
    const m = this.m32;
    const user = this.privilege !== 0;
    const write = (access & WRITE) !== 0;
    const directoryAt = ((m[WORD.CR3] & 0xffff_f000) | ((address >>> 20) & 0xffc)) & m[WORD.A20_MASK];
    const directory = this.readPhysical(directoryAt >>> 0, 4);
    if ((directory & 1) === 0) this.pageFault(address, access, entry, 0);
    const large = (directory & 0x80) !== 0 && (m[WORD.CR4] & CR4.PSE) !== 0;
    let tableAt = 0;
    let table = directory;
    let rights = directory;
    let frame: number;
    if (large) {
      if ((directory & 0x3f_e000) !== 0) this.pageFault(address, access, entry, 9);
      frame = (directory & 0xffc0_0000) | (address & 0x3f_f000);
    } else {
      tableAt = ((directory & 0xffff_f000) | ((address >>> 10) & 0xffc)) & m[WORD.A20_MASK];
      table = this.readPhysical(tableAt >>> 0, 4);
      if ((table & 1) === 0) this.pageFault(address, access, entry, 0);
      rights = directory & table;
      frame = table & 0xffff_f000;
    }
    const writable = (rights & 2) !== 0;
    if (user && (rights & 4) === 0) this.pageFault(address, access, entry, 1);
    if (write && !writable && (user || (m[WORD.CR0] & CR0.WP) !== 0)) this.pageFault(address, access, entry, 1);

    const dirty = write ? 0x40 : 0;
    if (large) {
      if ((directory & (0x20 | dirty)) !== (0x20 | dirty))
        this.writePhysical(directoryAt >>> 0, 4, directory | 0x20 | dirty);
    } else {
      if ((directory & 0x20) === 0) this.writePhysical(directoryAt >>> 0, 4, directory | 0x20);
      if ((table & (0x20 | dirty)) !== (0x20 | dirty)) this.writePhysical(tableAt >>> 0, 4, table | 0x20 | dirty);
    }
    if (access !== FETCH) this.disarm(address);
    m[entry] =
      (address & 0xffff_f000) |
      TLB_FLAG.VALID |
      (write ? TLB_FLAG.DIRTY : 0) |
      (writable ? TLB_FLAG.WRITABLE : 0) |
      ((rights & 4) === 0 ? 0 : TLB_FLAG.USER) |
      (large ? TLB_FLAG.LARGE : 0);
    m[entry + 1] = frame;
  }

  /** #PF; `present` is the P bit of the error code, with bit 3 for a reserved bit that is set. */
  private pageFault(address: number, access: number, entry: number, present: number): never {
    const m = this.m32;
    m[WORD.CR2] = address;
    if (((m[entry] ^ address) & 0xffff_f000) === 0) {
      m[entry] = 0;
      if (access !== FETCH) this.disarm(address);
    }
    const user = this.privilege === 0 ? 0 : 4;
    this.faultWith(VECTOR.PF, present | ((access & WRITE) << 1) | user);
  }

  /** INVLPG: drops the translations of a page, or of the whole 4 MiB page that covers it. */
  invalidatePage(address: number): void {
    this.invalidateIn(TLB, TLB_ENTRIES, address);
    this.invalidateIn(CODE_TLB, CODE_TLB_ENTRIES, address);
    this.memory.dropDerived();
  }

  private invalidateIn(table: number, entries: number, address: number): void {
    const m = this.m32;
    const own = table + ((address >>> 12) & (entries - 1)) * 2;
    if (((m[own] ^ address) & 0xffff_f000) === 0) m[own] = 0;
    for (let entry = table; entry < table + entries * 2; entry += 2) {
      if ((m[entry] & TLB_FLAG.LARGE) !== 0 && ((m[entry] ^ address) & 0xffc0_0000) === 0) m[entry] = 0;
    }
  }

  /** Drops all translations: load of CR3, change of CR0.PG, WP, CR4.PSE. */
  flushTlb(): void {
    this.m32.fill(0, TLB, TLB + TLB_ENTRIES * 2);
    this.m32.fill(0, CODE_TLB, CODE_TLB + CODE_TLB_ENTRIES * 2);
    this.memory.dropDerived();
  }

  /** Enters a page of RAM into the derived tables, where no access to it needs a second look. */
  private arm(address: number, physical: number, access: number): void {
    const m = this.m32;
    if (this.dataBreakpoints && this.isWatched(address)) return;
    const index = this.privilege + ((address >>> 11) & 0x3fe);
    const addend = ((physical & ~0xfff) + RAM_OFFSET - (address & 0xffff_f000)) | 0;
    m[FAST_READ + index] = address & 0xffff_f000;
    m[FAST_READ + index + 1] = addend;
    if ((access & WRITE) !== 0 && !this.blocks.hasCode(physical >>> 12)) {
      this.memory.markWritten(physical, 1);
      m[FAST_WRITE + index] = address & 0xffff_f000;
      m[FAST_WRITE + index + 1] = addend;
    }
  }

  /** Drops what the derived tables hold at the place of this page. */
  private disarm(address: number): void {
    const m = this.m32;
    const index = (address >>> 11) & 0x3fe;
    m[FAST_READ + index] = -1;
    m[FAST_READ + FAST_WORDS + index] = -1;
    m[FAST_WRITE + index] = -1;
    m[FAST_WRITE + FAST_WORDS + index] = -1;
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

  private isWatched(address: number): boolean {
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
}

/**
 * Runs a handler; false if it faulted. Of its own, so that unwinding ends in a small function: through the interpreter's
 * loop it takes V8 some 50 us as long as the loop is not optimised.
 */
export function attempt(handler: (cpu: CpuContext, pc: number) => void, cpu: CpuContext, pc: number): boolean {
  try {
    handler(cpu, pc);
    return true;
  } catch (error) {
    if (error !== GUEST_FAULT) throw error;
    return false;
  }
}
