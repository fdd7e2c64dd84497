/**
 * String instructions. One unit per iteration; registers are committed after each, so that a fault, an interrupt or the
 * end of the budget leaves a state from which the instruction simply goes on.
 */
import { SEGMENT, WORD } from "../../layout.ts";
import type { CpuContext } from "../context.ts";
import { DF, RF } from "../flags.ts";
import { ADDRESS16 } from "../record.ts";
import { compute } from "./arithmetic.ts";
import { startOf } from "./control.ts";
import { checkPort, portIn, portOut } from "./io.ts";

/** One iteration; registers ESI and EDI are its business. */
type Iteration = (cpu: CpuContext, pc: number, word: number) => void;

/** REP prefix of the record: 0 none, 2 REPNE, 3 REPE or REP. */
function prefixOf(cpu: CpuContext, pc: number): number {
  return (cpu.code[pc + 3] >> 17) & 3;
}

/** Moves SI, DI (6, 7) by `bytes` in the direction of DF. */
function advance(cpu: CpuContext, word: number, register: 6 | 7, bytes: number): void {
  const step = (cpu.m32[WORD.FLAGS] & DF) === 0 ? bytes : -bytes;
  if ((word & ADDRESS16) === 0) cpu.m32[register] += step;
  else cpu.m16[register << 1] += step;
}

/** Linear address at SI in the segment of the record, or at DI in ES. */
function at(cpu: CpuContext, word: number, register: 6 | 7, bytes: number, write: boolean): number {
  const offset = (word & ADDRESS16) === 0 ? cpu.m32[register] : cpu.m16[register << 1];
  return cpu.linear(register === 7 ? SEGMENT.ES : (word >>> 28) & 7, offset, bytes, write);
}

/**
 * Iterations of MOVS or STOS done at once: upwards, 32-bit addresses, within pages that the derived tables hold, and
 * never the last one of the instruction or of the budget. 0 where it has to go one by one.
 */
type Bulk = (cpu: CpuContext, word: number, most: number) => number;

const FLAT_STRINGS = (1 << SEGMENT.ES) | (1 << SEGMENT.DS);

/** Elements of `bytes` each from `address` to the end of its page. */
function inPage(address: number, bytes: number): number {
  return Math.floor((0x1000 - (address & 0xfff)) / bytes);
}

function movsBulk(cpu: CpuContext, word: number, most: number): number {
  const m = cpu.m32;
  const bytes = 1 << ((word >> 24) & 3);
  const count = Math.min(most, inPage(m[6], bytes), inPage(m[7], bytes));
  const from = cpu.fastRead(m[6]);
  const to = cpu.fastWrite(m[7]);
  if (count < 2 || from < 0 || to < 0) return 0;
  const length = count * bytes;
  if (to <= from || to >= from + length) cpu.m8.copyWithin(to, from, from + length);
  else if (to - from < bytes) return 0;
  else for (let i = 0; i < length; i += 1) cpu.m8[to + i] = cpu.m8[from + i];
  m[6] += length;
  m[7] += length;
  return count;
}

function stosBulk(cpu: CpuContext, word: number, most: number): number {
  const m = cpu.m32;
  const size = (word >> 24) & 3;
  const count = Math.min(most, inPage(m[7], 1 << size));
  const to = cpu.fastWrite(m[7]);
  if (count < 2 || to < 0 || (to & ((1 << size) - 1)) !== 0) return 0;
  const first = to >> size;
  const value = cpu.getRegister(size, WORD.GPR);
  if (size === 2) m.fill(value, first, first + count);
  else if (size === 1) cpu.m16.fill(value, first, first + count);
  else cpu.m8.fill(value, first, first + count);
  m[7] += count << size;
  return count;
}

/** Runs an iteration as its REP prefix says; `compares` is for CMPS and SCAS, which also end by ZF. */
function repeat(cpu: CpuContext, pc: number, iteration: Iteration, compares: boolean, bulk: Bulk | null = null): void {
  const w = cpu.code[pc];
  const prefix = prefixOf(cpu, pc);
  if (prefix === 0) {
    iteration(cpu, pc, w);
    return;
  }
  const is16 = (w & ADDRESS16) !== 0;
  const m = cpu.m32;
  let count = is16 ? cpu.m16[2] : m[1] >>> 0;
  if (count === 0) return;
  const end = cpu.eip;
  cpu.eip = startOf(cpu, pc);
  const upwards = (m[WORD.FLAGS] & DF) === 0 && !is16 && ((w >>> 28) & 7) === SEGMENT.DS;
  const inBulk = upwards && !cpu.alignmentChecked && (cpu.flat & FLAT_STRINGS) === FLAT_STRINGS ? bulk : null;
  for (;;) {
    if (inBulk !== null && cpu.attention === 0) {
      const done = inBulk(cpu, w, Math.min(count, cpu.left) - 1);
      count -= done;
      m[1] = count;
      cpu.left -= done;
      cpu.unretired += done;
    }
    iteration(cpu, pc, w);
    count -= 1;
    if (is16) cpu.m16[2] = count;
    else m[1] = count;
    const ended = count === 0 || (compares && (cpu.lazyResult === 0) !== (prefix === 3));
    if (ended) {
      cpu.eip = end;
      m[WORD.FLAGS] &= ~RF;
      return;
    }
    // Unfinished: RF keeps a breakpoint on the instruction from firing again (SDM vol. 3, 17.3.1.1).
    m[WORD.FLAGS] |= RF;
    if (cpu.left <= 1 || cpu.attention !== 0) {
      cpu.unretired += 1;
      cpu.attention = 1;
      return;
    }
    cpu.left -= 1;
    cpu.unretired += 1;
  }
}

function movsOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  const value = cpu.read(at(cpu, w, 6, 1 << size, false), size);
  cpu.write(at(cpu, w, 7, 1 << size, true), size, value);
  advance(cpu, w, 6, 1 << size);
  advance(cpu, w, 7, 1 << size);
}

function stosOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  cpu.write(at(cpu, w, 7, 1 << size, true), size, cpu.getRegister(size, WORD.GPR));
  advance(cpu, w, 7, 1 << size);
}

function lodsOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  cpu.setRegister(size, WORD.GPR, cpu.read(at(cpu, w, 6, 1 << size, false), size));
  advance(cpu, w, 6, 1 << size);
}

function cmpsOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  const x = cpu.read(at(cpu, w, 6, 1 << size, false), size);
  const y = cpu.read(at(cpu, w, 7, 1 << size, false), size);
  compute(cpu, 7, size, x, y);
  advance(cpu, w, 6, 1 << size);
  advance(cpu, w, 7, 1 << size);
}

function scasOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  compute(cpu, 7, size, cpu.getRegister(size, WORD.GPR), cpu.read(at(cpu, w, 7, 1 << size, false), size));
  advance(cpu, w, 7, 1 << size);
}

function insOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  const address = at(cpu, w, 7, 1 << size, true);
  cpu.probeWrite(address, 1 << size);
  cpu.write(address, size, portIn(cpu, cpu.m16[4], size));
  advance(cpu, w, 7, 1 << size);
}

function outsOnce(cpu: CpuContext, _pc: number, w: number): void {
  const size = (w >> 24) & 3;
  portOut(cpu, cpu.m16[4], size, cpu.read(at(cpu, w, 6, 1 << size, false), size));
  advance(cpu, w, 6, 1 << size);
}

export function movs(cpu: CpuContext, pc: number): void {
  repeat(cpu, pc, movsOnce, false, movsBulk);
}

export function stos(cpu: CpuContext, pc: number): void {
  repeat(cpu, pc, stosOnce, false, stosBulk);
}

export function lods(cpu: CpuContext, pc: number): void {
  repeat(cpu, pc, lodsOnce, false);
}

export function cmps(cpu: CpuContext, pc: number): void {
  repeat(cpu, pc, cmpsOnce, true);
}

export function scas(cpu: CpuContext, pc: number): void {
  repeat(cpu, pc, scasOnce, true);
}

export function ins(cpu: CpuContext, pc: number): void {
  checkPort(cpu, cpu.m16[4], 1 << ((cpu.code[pc] >> 24) & 3));
  repeat(cpu, pc, insOnce, false);
}

export function outs(cpu: CpuContext, pc: number): void {
  checkPort(cpu, cpu.m16[4], 1 << ((cpu.code[pc] >> 24) & 3));
  repeat(cpu, pc, outsOnce, false);
}
