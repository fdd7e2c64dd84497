/** Transfers of control within a segment: JMP, CALL, RET, Jcc, LOOP, JECXZ. */
import { SEGMENT, SEGMENT_WORD } from "../../layout.ts";
import type { CpuContext } from "../context.ts";
import { condition } from "../flags.ts";
import { ADDRESS16, NEXT_MASK, OPERAND16, SUB_SHIFT } from "../record.ts";

/** Checks a near target against CS and goes there. */
function jumpTo(cpu: CpuContext, target: number): void {
  if (target >>> 0 > cpu.segmentWord(SEGMENT.CS, SEGMENT_WORD.LIMIT) >>> 0) cpu.generalProtection(0);
  cpu.eip = target;
}

/** EIP of a relative branch's target; 16 bits with a 16-bit operand size. */
function relativeTarget(cpu: CpuContext, pc: number): number {
  const target = (cpu.eipBase + cpu.code[pc + 2]) | 0;
  return (cpu.code[pc + 3] & OPERAND16) === 0 ? target : target & 0xffff;
}

function checked(cpu: CpuContext, target: number): number {
  if (target >>> 0 > cpu.segmentWord(SEGMENT.CS, SEGMENT_WORD.LIMIT) >>> 0) cpu.generalProtection(0);
  return target;
}

export function jmpRelative(cpu: CpuContext, pc: number): void {
  jumpTo(cpu, relativeTarget(cpu, pc));
}

export function jcc(cpu: CpuContext, pc: number): void {
  if (condition((cpu.code[pc + 3] >> SUB_SHIFT) & 15, cpu.lazyResult, cpu.lazyCarry))
    jumpTo(cpu, relativeTarget(cpu, pc));
}

export function callRelative(cpu: CpuContext, pc: number): void {
  const target = checked(cpu, relativeTarget(cpu, pc));
  cpu.push((cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1, cpu.eip);
  cpu.eip = target;
}

export function jmpE(cpu: CpuContext, pc: number): void {
  jumpTo(cpu, cpu.getE(pc, cpu.code[pc]));
}

export function callE(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const target = checked(cpu, cpu.getE(pc, w));
  cpu.push((w >> 24) & 3, cpu.eip);
  cpu.eip = target;
}

export function ret(cpu: CpuContext, pc: number): void {
  const size = (cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1;
  const target = checked(cpu, cpu.peekAt(cpu.stackPointer, size));
  cpu.setStackPointer(cpu.stackPointer + (1 << size) + (cpu.code[pc + 2] & 0xffff));
  cpu.eip = target;
}

/** LOOPNE, LOOPE, LOOP: sub-operation 0, 1, 2. A target outside the segment faults with the count as before. */
export function loop(cpu: CpuContext, pc: number): void {
  const kind = (cpu.code[pc + 3] >> SUB_SHIFT) & 3;
  const is16 = (cpu.code[pc] & ADDRESS16) !== 0;
  const count = is16 ? (cpu.m16[2] - 1) & 0xffff : (cpu.m32[1] - 1) | 0;
  const zero = cpu.lazyResult === 0;
  if (count !== 0 && (kind === 2 || zero === (kind === 1))) jumpTo(cpu, relativeTarget(cpu, pc));
  if (is16) cpu.m16[2] = count;
  else cpu.m32[1] = count;
}

export function jcxz(cpu: CpuContext, pc: number): void {
  const count = (cpu.code[pc] & ADDRESS16) !== 0 ? cpu.m16[2] : cpu.m32[1];
  if (count === 0) jumpTo(cpu, relativeTarget(cpu, pc));
}

/** EIP of the first byte of the instruction in execution. */
export function startOf(cpu: CpuContext, pc: number): number {
  const meta = cpu.code[pc + 3];
  return (cpu.eipBase + (meta & NEXT_MASK) - ((meta >> 13) & 15)) | 0;
}
