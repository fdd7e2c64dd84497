/**
 * What every instruction handler works on: registers, operands, stack, segments. Memory is reached in three steps:
 * segment (`linear`, here), page (`translate`, paging.ts) and storage (storage.ts).
 */
import type { Bus } from "../bus.ts";
import { Fpu } from "../fpu/fpu.ts";
import { FPU_OFFSET, type LinearMemory, SEGMENT, SEGMENT_WORD, SEGMENT_WORDS, WORD } from "../layout.ts";
import { ATTRIBUTE, CR0, VECTOR } from "./architecture.ts";
import { arithmeticFlags, ARITHMETIC, carryOf, resultOf, VM } from "./flags.ts";
import { Memory } from "./memory.ts";
import { FAST_WORDS } from "./paging.ts";
import { ADDRESS16, MEMORY, MODE, OPERAND16 } from "./record.ts";

const SEGMENTS = WORD.SEGMENTS;

export class CpuContext extends Memory {
  readonly fpu: Fpu;

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
  /** Bit per segment register: base 0, limit 4 GiB, readable and writable. */
  flat = 0;
  /** What blocks are decoded for: `MODE` bits of record.ts. */
  mode = 0;
  /** ESP or SP: mask of the stack pointer. */
  stackMask = -1;
  /** TF was set when the unit in execution began: a debug trap follows it. */
  tracing = false;
  /** Units that retired no instruction, since power on. */
  unretired = 0;
  /** The fault comes from a task whose state was just loaded: EIP is already its own. */
  enteredTask = false;

  /** Linear address of the operand of a read-modify-write instruction. */
  protected operand = 0;
  /** Set by a stop request; taken back by `run`. */
  protected stopRequested = false;

  constructor(memory: LinearMemory, bus: Bus) {
    super(memory, bus);
    this.fpu = new Fpu(this.m32, FPU_OFFSET);
  }

  /** Makes fields of the interpreter's variables, before anything that may fault or ask for the position. */
  enterSlow(pc: number, left: number, start: number, lazyResult: number, lazyCarry: number): void {
    this.pc = pc;
    this.left = left;
    this.start = start;
    this.lazyResult = lazyResult;
    this.lazyCarry = lazyCarry;
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
}
