/** Data movement: MOV and its widening and conditional forms, XCHG, LEA, PUSH and POP, ENTER and LEAVE, flags to and from AH. */
import { SEGMENT, SEGMENT_WORD, WORD } from "../../layout.ts";
import { ATTRIBUTE, VECTOR } from "../architecture.ts";
import type { CpuContext } from "../context.ts";
import { AF, CF, condition, PF, SF, VM, ZF } from "../flags.ts";
import { MEMORY, OPERAND16, SUB_SHIFT } from "../record.ts";
import { loadSegment } from "../segments.ts";

/** log2 of the operand size of a v-sized operand. */
function sizeOf(cpu: CpuContext, pc: number): number {
  return (cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1;
}

export function nop(): void {}

export function movEG(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.setE(pc, w, cpu.getG(w));
}

export function movGE(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.setG(w, cpu.getE(pc, w));
}

export function movEI(cpu: CpuContext, pc: number): void {
  cpu.setE(pc, cpu.code[pc], cpu.code[pc + 2]);
}

export function movzx(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.setRegister(sizeOf(cpu, pc), (w >> 10) & 15, cpu.getE(pc, w));
}

export function movsx(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const up = 32 - (8 << ((w >> 24) & 3));
  cpu.setRegister(sizeOf(cpu, pc), (w >> 10) & 15, (cpu.getE(pc, w) << up) >> up);
}

/** A memory operand is read, and may fault, whether or not the condition holds. */
export function cmov(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const value = cpu.getE(pc, w);
  if (condition((cpu.code[pc + 3] >> SUB_SHIFT) & 15, cpu.lazyResult, cpu.lazyCarry)) cpu.setG(w, value);
}

export function setcc(cpu: CpuContext, pc: number): void {
  cpu.setE(pc, cpu.code[pc], condition((cpu.code[pc + 3] >> SUB_SHIFT) & 15, cpu.lazyResult, cpu.lazyCarry) ? 1 : 0);
}

export function xchg(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const x = cpu.getEForUpdate(pc, w);
  const y = cpu.getG(w);
  cpu.setG(w, x);
  cpu.updateE(w, y);
}

/** XCHG eAX, r. */
export function xchgAccumulator(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const size = (w >> 24) & 3;
  const register = (w >> 14) & 15;
  const x = cpu.getRegister(size, register);
  cpu.setRegister(size, register, cpu.getRegister(size, WORD.GPR));
  cpu.setRegister(size, WORD.GPR, x);
}

export function lea(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.setG(w, cpu.effectiveAddress(pc, w));
}

/** 16 bits: the byte-swapped low word is dropped and 0 stored, as today's processors do. */
export function bswap(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const register = (w >> 14) & 15;
  if (((w >> 24) & 3) === 1) {
    cpu.m16[register << 1] = 0;
    return;
  }
  const x = cpu.m32[register];
  cpu.m32[register] = (x << 24) | ((x & 0xff00) << 8) | ((x >>> 8) & 0xff00) | (x >>> 24);
}

export function xlat(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  let offset = (cpu.m32[3] + cpu.m8[0]) | 0;
  if ((w & (1 << 27)) !== 0) offset &= 0xffff;
  cpu.m8[0] = cpu.read8(cpu.linear((w >>> 28) & 7, offset, 1, false));
}

export function cbw(cpu: CpuContext, pc: number): void {
  if (sizeOf(cpu, pc) === 1) cpu.m16[0] = (cpu.m32[0] << 24) >> 24;
  else cpu.m32[0] = (cpu.m32[0] << 16) >> 16;
}

export function cwd(cpu: CpuContext, pc: number): void {
  if (sizeOf(cpu, pc) === 1) cpu.m16[4] = (cpu.m32[0] << 16) >> 31;
  else cpu.m32[2] = cpu.m32[0] >> 31;
}

// ---- stack

export function pushE(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.push((w >> 24) & 3, cpu.getE(pc, w));
}

export function pushI(cpu: CpuContext, pc: number): void {
  cpu.push(sizeOf(cpu, pc), cpu.code[pc + 2]);
}

/** POP r; POP SP takes the value popped. */
export function popR(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const size = (w >> 24) & 3;
  const value = cpu.pop(size);
  cpu.setRegister(size, (w >> 14) & 15, value);
}

/** POP r/m: an address by ESP is that after the pop (SDM vol. 2B, POP). */
export function popE(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  if ((w & MEMORY) === 0) {
    popR(cpu, pc);
    return;
  }
  const size = (w >> 24) & 3;
  const pointer = cpu.m32[4];
  const value = cpu.pop(size);
  const popped = cpu.m32[4];
  const offset = cpu.effectiveAddress(pc, w);
  cpu.m32[4] = pointer;
  cpu.write(cpu.linear((w >>> 28) & 7, offset, 1 << size, true), size, value);
  cpu.m32[4] = popped;
}

export function pusha(cpu: CpuContext, pc: number): void {
  const size = sizeOf(cpu, pc);
  let pointer = cpu.stackPointer;
  for (let register = 0; register < 8; register += 1) {
    pointer = cpu.pushAt(pointer, size, cpu.getRegister(size, register));
  }
  cpu.setStackPointer(pointer);
}

export function popa(cpu: CpuContext, pc: number): void {
  const size = sizeOf(cpu, pc);
  const start = cpu.stackPointer;
  const bytes = 1 << size;
  // All slots first: a fault in any of them must leave all registers.
  for (let slot = 0; slot < 8; slot += 1) cpu.peekAt(start + slot * bytes, size);
  for (let slot = 0; slot < 8; slot += 1) {
    if (slot !== 3) cpu.setRegister(size, 7 - slot, cpu.peekAt(start + slot * bytes, size));
  }
  cpu.setStackPointer(start + 8 * bytes);
}

/** 16 bits of a selector are written also where the stack moves by 32, as today's processors do. */
export function pushSegment(cpu: CpuContext, pc: number): void {
  const selector = cpu.selector((cpu.code[pc + 3] >> SUB_SHIFT) & 7);
  const size = sizeOf(cpu, pc);
  const at = (cpu.stackPointer - (1 << size)) & cpu.stackMask;
  cpu.write16(cpu.linear(SEGMENT.SS, at, 2, true), selector);
  cpu.setStackPointer(at);
}

export function popSegment(cpu: CpuContext, pc: number): void {
  const segment = (cpu.code[pc + 3] >> SUB_SHIFT) & 7;
  const size = sizeOf(cpu, pc);
  // The width of the stack is that before SS changes.
  const mask = cpu.stackMask;
  const popped = (cpu.stackPointer + (1 << size)) & mask;
  const selector = cpu.read16(cpu.linear(SEGMENT.SS, cpu.stackPointer, 2, false));
  loadSegment(cpu, segment, selector);
  cpu.m32[4] = (cpu.m32[4] & ~mask) | popped;
  if (segment === SEGMENT.SS) cpu.m32[WORD.SHADOW] = 2;
  cpu.attention = 1;
}

export function movFromSegment(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const selector = cpu.selector((w >> 10) & 15);
  if ((w & MEMORY) === 0) cpu.setRegister(sizeOf(cpu, pc), (w >> 14) & 15, selector);
  else cpu.write16(cpu.operandLinear(pc, w, 2, true), selector);
}

export function movToSegment(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const segment = (w >> 10) & 15;
  loadSegment(cpu, segment, cpu.getE(pc, w));
  if (segment === SEGMENT.SS) cpu.m32[WORD.SHADOW] = 2;
  cpu.attention = 1;
}

/** LES, LDS, LSS, LFS, LGS; the sub-operation is the segment register. */
export function loadFarPointer(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const size = sizeOf(cpu, pc);
  const bytes = 1 << size;
  const offsetAt = cpu.effectiveAddress(pc, w);
  const segment = (w >>> 28) & 7;
  const mask = (w & (1 << 27)) === 0 ? -1 : 0xffff;
  const offset = cpu.read(cpu.linear(segment, offsetAt, bytes, false), size);
  const selector = cpu.read16(cpu.linear(segment, (offsetAt + bytes) & mask, 2, false));
  loadSegment(cpu, (cpu.code[pc + 3] >> SUB_SHIFT) & 7, selector);
  cpu.setRegister(size, (w >> 10) & 15, offset);
  cpu.attention = 1;
}

export function enter(cpu: CpuContext, pc: number): void {
  const size = sizeOf(cpu, pc);
  const bytes = 1 << size;
  const frameBytes = cpu.code[pc + 2] & 0xffff;
  const level = (cpu.code[pc + 2] >>> 16) & 31;
  const big = (cpu.segmentWord(SEGMENT.SS, SEGMENT_WORD.ATTRIBUTES) & ATTRIBUTE.BIG) !== 0;
  let pointer = cpu.pushAt(cpu.stackPointer, size, cpu.getRegister(size, 5));
  const frame = pointer;
  let chain = cpu.m32[5];
  for (let i = 1; i < level; i += 1) {
    chain -= bytes;
    pointer = cpu.pushAt(pointer, size, cpu.peekAt(chain, size));
  }
  if (level > 0) pointer = cpu.pushAt(pointer, size, frame);
  pointer = (pointer - frameBytes) & cpu.stackMask;
  // The end of the frame must be writable (SDM vol. 2A, ENTER).
  cpu.probeWrite(cpu.linear(SEGMENT.SS, pointer, 1, true), 1);
  if (size === 2) cpu.m32[5] = big ? frame : (cpu.m32[5] & ~0xffff) | frame;
  else cpu.m16[10] = frame;
  cpu.setStackPointer(pointer);
}

export function leave(cpu: CpuContext, pc: number): void {
  const size = sizeOf(cpu, pc);
  const frame = cpu.m32[5] & cpu.stackMask;
  const value = cpu.peekAt(frame, size);
  cpu.setStackPointer(frame + (1 << size));
  cpu.setRegister(size, 5, value);
}

// ---- flags

export function lahf(cpu: CpuContext): void {
  cpu.m8[1] = cpu.getFlags() & 0xff;
}

export function sahf(cpu: CpuContext): void {
  cpu.setArithmetic(cpu.m8[1], SF | ZF | AF | PF | CF);
}

export function salc(cpu: CpuContext): void {
  cpu.m8[0] = cpu.lazyCarry >> 31;
}

export function clc(cpu: CpuContext): void {
  cpu.setCarry(0);
}

export function stc(cpu: CpuContext): void {
  cpu.setCarry(1);
}

export function cmc(cpu: CpuContext): void {
  cpu.setCarry((cpu.lazyCarry >>> 31) ^ 1);
}

export function cld(cpu: CpuContext): void {
  cpu.m32[WORD.FLAGS] &= ~0x400;
}

export function std(cpu: CpuContext): void {
  cpu.m32[WORD.FLAGS] |= 0x400;
}

/** BOUND: a signed index against a pair of signed bounds. */
export function bound(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const size = (w >> 24) & 3;
  const up = 32 - (8 << size);
  const segment = (w >>> 28) & 7;
  const mask = (w & (1 << 27)) === 0 ? -1 : 0xffff;
  const at = cpu.effectiveAddress(pc, w);
  const lower = (cpu.read(cpu.linear(segment, at, 1 << size, false), size) << up) >> up;
  const upper = (cpu.read(cpu.linear(segment, (at + (1 << size)) & mask, 1 << size, false), size) << up) >> up;
  const index = (cpu.getG(w) << up) >> up;
  if (index < lower || index > upper) cpu.fault(VECTOR.BR);
}

export function pushf(cpu: CpuContext, pc: number): void {
  if (cpu.virtual8086 && cpu.iopl < 3) cpu.generalProtection(0);
  cpu.push(sizeOf(cpu, pc), cpu.getFlags() & ~(0x1_0000 | VM));
}
