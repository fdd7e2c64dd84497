/** Shifts, rotates, bit tests and scans. */
import type { CpuContext } from "../context.ts";
import { carryWord } from "../flags.ts";
import { MEMORY, SUB_SHIFT } from "../record.ts";

/**
 * Performs shift or rotate `operation` (reg field: ROL ROR RCL RCR SHL SHR SHL SAR) and sets the flags. OF is that of a
 * shift by one, whatever the count, as silicon leaves it (ROL and ROR of a register by an immediate other than 1 keep
 * it: `keepOverflow`); AF is 0.
 */
function shift(
  cpu: CpuContext,
  operation: number,
  size: number,
  value: number,
  count: number,
  keepOverflow: boolean,
): number {
  const bits = 8 << size;
  const up = 32 - bits;
  const top = bits - 1;
  if (count === 0) return value;
  const sign = (value >>> top) & 1;
  const belowSign = (value >>> (top - 1)) & 1;
  let result: number;
  let cf: number;
  let of: number;
  switch (operation) {
    case 0: {
      const n = count & (bits - 1);
      result = n === 0 ? value : (value << n) | (((value << up) >>> up) >>> (bits - n));
      cf = result & 1;
      of = keepOverflow ? overflowOf(cpu) : sign ^ belowSign;
      break;
    }
    case 1: {
      const n = count & (bits - 1);
      result = n === 0 ? value : (((value << up) >>> up) >>> n) | (value << (bits - n));
      cf = (result >>> top) & 1;
      of = keepOverflow ? overflowOf(cpu) : sign ^ (value & 1);
      break;
    }
    case 2:
    case 3: {
      const turns = size === 2 ? count : count % (bits + 1);
      result = (value << up) >>> up;
      cf = cpu.lazyCarry >>> 31;
      of = sign ^ (operation === 2 ? belowSign : cf);
      if (turns === 0) of = overflowOf(cpu);
      for (let n = turns; n > 0; n -= 1) {
        const out = (operation === 2 ? result >>> top : result) & 1;
        result = operation === 2 ? (result << 1) | cf : (result >>> 1) | (cf << top);
        cf = out;
      }
      break;
    }
    case 4:
    case 6:
      result = value << count;
      cf = count > bits ? 0 : (value >>> (bits - count)) & 1;
      of = sign ^ belowSign;
      break;
    case 5: {
      const wide = (value << up) >>> up;
      result = wide >>> count;
      cf = (wide >>> (count - 1)) & 1;
      of = sign;
      break;
    }
    default: {
      const wide = (value << up) >> up;
      result = wide >> count;
      cf = (wide >> (count - 1)) & 1;
      of = 0;
    }
  }
  if (operation < 4) {
    cpu.lazyCarry = (cpu.lazyCarry & 0x3fff_ffff) | (cf << 31) | ((cf ^ of) << 30);
  } else {
    cpu.lazyResult = (result << up) >> up;
    cpu.lazyCarry = carryWord(cf, of, 0);
  }
  return result;
}

function overflowOf(cpu: CpuContext): number {
  return (cpu.lazyCarry ^ (cpu.lazyCarry << 1)) >>> 31;
}

function shiftBy(cpu: CpuContext, pc: number, count: number, byImmediate: boolean): void {
  const w = cpu.code[pc];
  const operation = (cpu.code[pc + 3] >> SUB_SHIFT) & 7;
  const x = cpu.getEForUpdate(pc, w);
  const keepOverflow = byImmediate && (w & MEMORY) === 0 && (count & 31) !== 1;
  cpu.updateE(w, shift(cpu, operation, (w >> 24) & 3, x, count & 31, keepOverflow));
}

export function shiftE1(cpu: CpuContext, pc: number): void {
  shiftBy(cpu, pc, 1, false);
}

export function shiftEI(cpu: CpuContext, pc: number): void {
  shiftBy(cpu, pc, cpu.code[pc + 2], true);
}

export function shiftECl(cpu: CpuContext, pc: number): void {
  shiftBy(cpu, pc, cpu.m8[4], false);
}

/** SHLD and SHRD. A 16-bit operand with a count above 16 shifts the pattern x:y:x, as silicon does. */
function shiftDouble(cpu: CpuContext, pc: number, left: boolean, rawCount: number): void {
  const w = cpu.code[pc];
  const size = (w >> 24) & 3;
  const x = cpu.getEForUpdate(pc, w);
  const y = cpu.getG(w);
  const count = rawCount & 31;
  if (count === 0) {
    cpu.updateE(w, x);
    return;
  }
  let result: number;
  let cf: number;
  if (size === 2) {
    result = left ? (x << count) | (y >>> (32 - count)) : (x >>> count) | (y << (32 - count));
    cf = left ? (x >>> (32 - count)) & 1 : (x >>> (count - 1)) & 1;
  } else if (count <= 16) {
    const joined = left ? (x << 16) | y : (y << 16) | x;
    result = left ? (joined << count) >>> 16 : (joined >>> count) & 0xffff;
    cf = left ? (joined >>> (32 - count)) & 1 : (joined >>> (count - 1)) & 1;
  } else {
    const joined = left ? (y << 16) | x : (x << 16) | y;
    const rest = count - 16;
    result = left ? (joined << rest) >>> 16 : (joined >>> rest) & 0xffff;
    cf = left ? (joined >>> (32 - rest)) & 1 : (joined >>> (rest - 1)) & 1;
  }
  const up = 32 - (8 << size);
  const top = 31 - up;
  const sign = (x >>> top) & 1;
  const of = left ? sign ^ ((x >>> (top - 1)) & 1) : sign ^ (y & 1);
  cpu.updateE(w, result);
  cpu.lazyResult = (result << up) >> up;
  cpu.lazyCarry = carryWord(cf, of, 0);
}

export function shldI(cpu: CpuContext, pc: number): void {
  shiftDouble(cpu, pc, true, cpu.code[pc + 2]);
}

export function shldCl(cpu: CpuContext, pc: number): void {
  shiftDouble(cpu, pc, true, cpu.m8[4]);
}

export function shrdI(cpu: CpuContext, pc: number): void {
  shiftDouble(cpu, pc, false, cpu.code[pc + 2]);
}

export function shrdCl(cpu: CpuContext, pc: number): void {
  shiftDouble(cpu, pc, false, cpu.m8[4]);
}

/** BT, BTS, BTR, BTC (sub-operation 0 to 3) of the bit `index` of `x`; CF is the old bit, nothing else changes. */
function bitOperation(cpu: CpuContext, operation: number, x: number, index: number): number {
  cpu.setCarry((x >>> index) & 1);
  if (operation === 1) return x | (1 << index);
  if (operation === 2) return x & ~(1 << index);
  return x ^ (1 << index);
}

export function bitEI(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const operation = (cpu.code[pc + 3] >> SUB_SHIFT) & 3;
  const index = cpu.code[pc + 2] & ((8 << ((w >> 24) & 3)) - 1);
  if (operation === 0) bitOperation(cpu, 0, cpu.getE(pc, w), index);
  else {
    const x = cpu.getEForUpdate(pc, w);
    cpu.updateE(w, bitOperation(cpu, operation, x, index));
  }
}

/** A bit index in a register reaches beyond a memory operand, by whole operands. */
export function bitEG(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const size = (w >> 24) & 3;
  const operation = (cpu.code[pc + 3] >> SUB_SHIFT) & 3;
  const up = 32 - (8 << size);
  const signed = (cpu.getG(w) << up) >> up;
  const index = signed & ((8 << size) - 1);
  if ((w & MEMORY) === 0) {
    const register = (w >> 14) & 15;
    const x = cpu.getRegister(size, register);
    const result = bitOperation(cpu, operation, x, index);
    if (operation !== 0) cpu.setRegister(size, register, result);
    return;
  }
  let offset = cpu.effectiveAddress(pc, w) + ((signed >> (3 + size)) << size);
  if ((w & (1 << 27)) !== 0) offset &= 0xffff;
  const address = cpu.linear((w >>> 28) & 7, offset | 0, 1 << size, operation !== 0);
  if (operation === 0) bitOperation(cpu, 0, cpu.read(address, size), index);
  else {
    cpu.probeWrite(address, 1 << size);
    const x = cpu.read(address, size);
    cpu.write(address, size, bitOperation(cpu, operation, x, index));
  }
}

/** Source 0: the destination stays. PF is that of the index found; OF, SF, AF, CF are 0: both as silicon leaves them. */
function scan(cpu: CpuContext, pc: number, forward: boolean): void {
  const w = cpu.code[pc];
  const x = cpu.getE(pc, w);
  if (x === 0) {
    cpu.lazyResult = 0;
    cpu.lazyCarry = 0;
    return;
  }
  const index = forward ? 31 - Math.clz32(x & -x) : 31 - Math.clz32(x);
  cpu.setG(w, index);
  cpu.lazyResult = 1;
  cpu.lazyCarry = (index ^ 1) << 8;
}

export function bsf(cpu: CpuContext, pc: number): void {
  scan(cpu, pc, true);
}

export function bsr(cpu: CpuContext, pc: number): void {
  scan(cpu, pc, false);
}
