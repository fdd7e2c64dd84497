/** ADD, OR, ADC, SBB, AND, SUB, XOR, CMP, TEST, INC, DEC, NEG, NOT and their relatives of the i486 and Pentium. */
import { WORD } from "../../layout.ts";
import type { CpuContext } from "../context.ts";
import { AF, arithmeticFlags, CARRY_BITS, carryWord, ZF } from "../flags.ts";
import { MEMORY, SUB_SHIFT } from "../record.ts";

/** Computes x op y for operand size `size` (log2 of bytes), sets the flags, returns the result. */
export function compute(cpu: CpuContext, operation: number, size: number, x: number, y: number): number {
  const up = 32 - (8 << size);
  let result: number;
  let carries: number;
  switch (operation) {
    case 0:
    case 2:
      result = (x + y + (operation === 2 ? cpu.lazyCarry >>> 31 : 0)) | 0;
      carries = (x & y) | ((x | y) & ~result);
      break;
    case 3:
    case 5:
    case 7:
      result = (x - y - (operation === 3 ? cpu.lazyCarry >>> 31 : 0)) | 0;
      carries = (~x & y) | (~(x ^ y) & result);
      break;
    default:
      result = operation === 1 ? x | y : operation === 4 ? x & y : x ^ y;
      carries = 0;
  }
  cpu.lazyResult = (result << up) >> up;
  cpu.lazyCarry = ((carries << up) & (CARRY_BITS & ~8)) | (carries & 8);
  return result;
}

const CMP = 7;

export function aluEG(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const operation = (cpu.code[pc + 3] >> SUB_SHIFT) & 15;
  if (operation === CMP) compute(cpu, CMP, (w >> 24) & 3, cpu.getE(pc, w), cpu.getG(w));
  else {
    const x = cpu.getEForUpdate(pc, w);
    cpu.updateE(w, compute(cpu, operation, (w >> 24) & 3, x, cpu.getG(w)));
  }
}

export function aluGE(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const operation = (cpu.code[pc + 3] >> SUB_SHIFT) & 15;
  const y = cpu.getE(pc, w);
  const result = compute(cpu, operation, (w >> 24) & 3, cpu.getG(w), y);
  if (operation !== CMP) cpu.setG(w, result);
}

export function aluEI(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const operation = (cpu.code[pc + 3] >> SUB_SHIFT) & 15;
  if (operation === CMP) compute(cpu, CMP, (w >> 24) & 3, cpu.getE(pc, w), cpu.code[pc + 2]);
  else {
    const x = cpu.getEForUpdate(pc, w);
    cpu.updateE(w, compute(cpu, operation, (w >> 24) & 3, x, cpu.code[pc + 2]));
  }
}

export function testEG(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  compute(cpu, 4, (w >> 24) & 3, cpu.getE(pc, w), cpu.getG(w));
}

export function testEI(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  compute(cpu, 4, (w >> 24) & 3, cpu.getE(pc, w), cpu.code[pc + 2]);
}

function step(cpu: CpuContext, pc: number, operation: 0 | 5): void {
  const w = cpu.code[pc];
  const x = cpu.getEForUpdate(pc, w);
  const cf = cpu.lazyCarry >>> 31;
  cpu.updateE(w, compute(cpu, operation, (w >> 24) & 3, x, 1));
  cpu.setCarry(cf);
}

export function inc(cpu: CpuContext, pc: number): void {
  step(cpu, pc, 0);
}

export function dec(cpu: CpuContext, pc: number): void {
  step(cpu, pc, 5);
}

export function neg(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const x = cpu.getEForUpdate(pc, w);
  cpu.updateE(w, compute(cpu, 5, (w >> 24) & 3, 0, x));
}

export function not(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.updateE(w, ~cpu.getEForUpdate(pc, w));
}

export function xadd(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const x = cpu.getEForUpdate(pc, w);
  const sum = compute(cpu, 0, (w >> 24) & 3, x, cpu.getG(w));
  if ((w & MEMORY) === 0) cpu.setG(w, x);
  cpu.updateE(w, sum);
  if ((w & MEMORY) !== 0) cpu.setG(w, x);
}

export function cmpxchg(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const size = (w >> 24) & 3;
  const x = cpu.getEForUpdate(pc, w);
  const accumulator = cpu.getRegister(size, WORD.GPR);
  compute(cpu, CMP, size, accumulator, x);
  if (accumulator === x) cpu.updateE(w, cpu.getG(w));
  else {
    // The destination is written in either case (SDM vol. 2A, CMPXCHG).
    cpu.updateE(w, x);
    cpu.setRegister(size, WORD.GPR, x);
  }
}

export function cmpxchg8b(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const m = cpu.m32;
  const address = cpu.operandLinear(pc, w, 8, true);
  cpu.probeWrite(address, 4);
  cpu.probeWrite((address + 4) | 0, 4);
  const low = cpu.read32(address);
  const high = cpu.read32((address + 4) | 0);
  const equal = low === m[0] && high === m[2];
  cpu.write32(address, equal ? m[3] : low);
  cpu.write32((address + 4) | 0, equal ? m[1] : high);
  if (!equal) {
    m[0] = low;
    m[2] = high;
  }
  cpu.setArithmetic(equal ? ZF : 0, ZF);
}

// ---- multiply and divide

/** Flags after a multiplication: CF and OF say that the high half matters; the rest as of the low half, AF 0, ZF 0. */
function multiplied(cpu: CpuContext, size: number, low: number, overflow: boolean): void {
  const up = 32 - (8 << size);
  const bit = overflow ? 1 : 0;
  const result = (low << up) >> up;
  // ZF is 0 even for a product of 0: a result word of 1 then, whose parity is put right.
  cpu.lazyResult = result === 0 ? 1 : result;
  cpu.lazyCarry = carryWord(bit, bit, 0) | (result === 0 ? 0x100 : 0);
}

/** High 32 bits of the unsigned product. */
function highProduct(x: number, y: number): number {
  const xl = x & 0xffff;
  const xh = x >>> 16;
  const yl = y & 0xffff;
  const yh = y >>> 16;
  const middle = xh * yl + ((xl * yl) >>> 16);
  const carry = (middle & 0xffff) + xl * yh;
  return (xh * yh + Math.floor(middle / 65536) + Math.floor(carry / 65536)) | 0;
}

function highSignedProduct(x: number, y: number): number {
  return (highProduct(x, y) - (x < 0 ? y : 0) - (y < 0 ? x : 0)) | 0;
}

export function mul(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const m = cpu.m32;
  const y = cpu.getE(pc, w);
  switch ((w >> 24) & 3) {
    case 0: {
      const product = cpu.m8[0] * y;
      cpu.m16[0] = product;
      multiplied(cpu, 0, product, product > 0xff);
      break;
    }
    case 1: {
      const product = Math.imul(cpu.m16[0], y);
      cpu.m16[0] = product;
      cpu.m16[4] = product >>> 16;
      multiplied(cpu, 1, product, product >>> 16 !== 0);
      break;
    }
    default: {
      const x = m[0];
      const high = highProduct(x, y);
      m[0] = Math.imul(x, y);
      m[2] = high;
      multiplied(cpu, 2, m[0], high !== 0);
    }
  }
}

export function imulAccumulator(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const m = cpu.m32;
  const y = cpu.getE(pc, w);
  switch ((w >> 24) & 3) {
    case 0: {
      const product = ((m[0] << 24) >> 24) * ((y << 24) >> 24);
      cpu.m16[0] = product;
      multiplied(cpu, 0, product, product !== (product << 24) >> 24);
      break;
    }
    case 1: {
      const product = ((m[0] << 16) >> 16) * ((y << 16) >> 16);
      cpu.m16[0] = product;
      cpu.m16[4] = product >> 16;
      multiplied(cpu, 1, product, product !== (product << 16) >> 16);
      break;
    }
    default: {
      const x = m[0];
      const low = Math.imul(x, y);
      const high = highSignedProduct(x, y);
      m[0] = low;
      m[2] = high;
      multiplied(cpu, 2, low, high !== low >> 31);
    }
  }
}

function imul(cpu: CpuContext, word: number, x: number, y: number): void {
  if (((word >> 24) & 3) === 1) {
    const product = ((x << 16) >> 16) * ((y << 16) >> 16);
    multiplied(cpu, 1, product, product !== (product << 16) >> 16);
    cpu.setG(word, product);
  } else {
    const low = Math.imul(x, y);
    multiplied(cpu, 2, low, highSignedProduct(x, y) !== low >> 31);
    cpu.setG(word, low);
  }
}

export function imulGE(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  imul(cpu, w, cpu.getE(pc, w), cpu.getG(w));
}

export function imulGEI(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  imul(cpu, w, cpu.getE(pc, w), cpu.code[pc + 2]);
}

/**
 * Quotient of the unsigned 64-bit `high:low` by `divisor`, which is greater than `high`; the remainder is
 * `low - quotient * divisor` modulo 2^32. Two steps of schoolbook division by 16-bit digits, all below 2^53.
 */
function divide64(high: number, low: number, divisor: number): number {
  const d = divisor >>> 0;
  const first = (high >>> 0) * 65536 + (low >>> 16);
  const q1 = Math.floor(first / d);
  const second = (first - q1 * d) * 65536 + (low & 0xffff);
  const q0 = Math.floor(second / d);
  return q1 * 65536 + q0;
}

export function div(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const m = cpu.m32;
  const divisor = cpu.getE(pc, w);
  if (divisor === 0) cpu.fault(0);
  switch ((w >> 24) & 3) {
    case 0: {
      const dividend = cpu.m16[0];
      const quotient = Math.trunc(dividend / divisor);
      if (quotient > 0xff) cpu.fault(0);
      cpu.m16[0] = quotient | ((dividend % divisor) << 8);
      break;
    }
    case 1: {
      const dividend = cpu.m16[4] * 65536 + cpu.m16[0];
      const quotient = Math.floor(dividend / divisor);
      if (quotient > 0xffff) cpu.fault(0);
      cpu.m16[0] = quotient;
      cpu.m16[4] = dividend % divisor;
      break;
    }
    default: {
      const low = m[0];
      if (m[2] >>> 0 >= divisor >>> 0) cpu.fault(0);
      const quotient = divide64(m[2], low, divisor) | 0;
      m[0] = quotient;
      m[2] = (low - Math.imul(quotient, divisor)) | 0;
    }
  }
}

export function idiv(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const m = cpu.m32;
  const size = (w >> 24) & 3;
  const operand = cpu.getE(pc, w);
  if (operand === 0) cpu.fault(0);
  if (size === 2) {
    let high = m[2];
    let low = m[0];
    const negative = high < 0;
    if (negative) {
      low = -low | 0;
      high = (~high + (low === 0 ? 1 : 0)) | 0;
    }
    const divisor = operand < 0 ? -operand | 0 : operand;
    if (high >>> 0 >= divisor >>> 0) cpu.fault(0);
    const magnitude = divide64(high, low, divisor);
    const quotientNegative = negative !== operand < 0;
    if (magnitude > (quotientNegative ? 0x8000_0000 : 0x7fff_ffff)) cpu.fault(0);
    const remainder = (low - Math.imul(magnitude | 0, divisor)) | 0;
    m[0] = (quotientNegative ? -magnitude : magnitude) | 0;
    m[2] = (negative ? -remainder : remainder) | 0;
    return;
  }
  const bits = 8 << size;
  const up = 32 - bits;
  const divisor = (operand << up) >> up;
  const dividend = size === 0 ? (cpu.m16[0] << 16) >> 16 : (cpu.m16[4] << 16) | cpu.m16[0] | 0;
  const quotient = Math.trunc(dividend / divisor);
  if (quotient !== (quotient << up) >> up) cpu.fault(0);
  const remainder = dividend % divisor;
  if (size === 0) cpu.m16[0] = (quotient & 0xff) | ((remainder & 0xff) << 8);
  else {
    cpu.m16[0] = quotient;
    cpu.m16[4] = remainder;
  }
}

// ---- decimal

function decimalFlags(cpu: CpuContext, al: number, cf: number, af: number): void {
  cpu.lazyResult = (al << 24) >> 24;
  cpu.lazyCarry = carryWord(cf, 0, af);
}

function decimalAdjust(cpu: CpuContext, sign: 1 | -1): void {
  const flags = arithmeticFlags(cpu.lazyResult, cpu.lazyCarry);
  const old = cpu.m8[0];
  let al = old;
  let cf = 0;
  let af = 0;
  if ((old & 15) > 9 || (flags & AF) !== 0) {
    cf = (flags & 1) | (sign === 1 ? Number(old > 0xf9) : Number(old < 6));
    al = (al + 6 * sign) & 0xff;
    af = 1;
  }
  if (old > 0x99 || (flags & 1) !== 0) {
    al = (al + 0x60 * sign) & 0xff;
    cf = 1;
  }
  cpu.m8[0] = al;
  decimalFlags(cpu, al, cf, af);
}

export function daa(cpu: CpuContext): void {
  decimalAdjust(cpu, 1);
}

export function das(cpu: CpuContext): void {
  decimalAdjust(cpu, -1);
}

function asciiAdjust(cpu: CpuContext, sign: 1 | -1): void {
  const flags = arithmeticFlags(cpu.lazyResult, cpu.lazyCarry);
  const adjust = (cpu.m8[0] & 15) > 9 || (flags & AF) !== 0 ? 1 : 0;
  if (adjust !== 0) cpu.m16[0] += 0x106 * sign;
  cpu.m8[0] &= 15;
  decimalFlags(cpu, cpu.m8[0], adjust, adjust);
}

export function aaa(cpu: CpuContext): void {
  asciiAdjust(cpu, 1);
}

export function aas(cpu: CpuContext): void {
  asciiAdjust(cpu, -1);
}

export function aam(cpu: CpuContext, pc: number): void {
  const base = cpu.code[pc + 2] & 0xff;
  if (base === 0) cpu.fault(0);
  const al = cpu.m8[0];
  cpu.m16[0] = (Math.trunc(al / base) << 8) | (al % base);
  decimalFlags(cpu, cpu.m8[0], 0, 0);
}

export function aad(cpu: CpuContext, pc: number): void {
  const sum = compute(cpu, 0, 0, cpu.m8[0], (cpu.m8[1] * cpu.code[pc + 2]) & 0xff);
  cpu.m16[0] = sum & 0xff;
}
