/** Transfers between segments, privilege levels and tasks: far JMP, CALL and RET, INT n, IRET. */
import { SEGMENT, SEGMENT_WORD, WORD } from "../../layout.ts";
import { ATTRIBUTE, VECTOR } from "../architecture.ts";
import type { CpuContext } from "../context.ts";
import { deliver, enterInnerStack } from "../delivery.ts";
import { AC, ARITHMETIC, DF, ID, IF, IOPL, LOADABLE, NT, RF, TF, VM } from "../flags.ts";
import { OPERAND16 } from "../record.ts";
import {
  checkStackSegment,
  type Descriptor,
  descriptorLimit,
  dplOf,
  dropPrivilegedSegments,
  findDescriptor,
  installCode,
  installRealSegment,
  installSegment,
  isCode,
  isConforming,
  isNull,
  isPresent,
  readDescriptor,
  typeOf,
} from "../segments.ts";
import { innerStack, switchTask, TSS16, TSS32 } from "../task.ts";

function sizeOf(cpu: CpuContext, pc: number): number {
  return (cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1;
}

/** Real and virtual-8086 mode: the limit is checked, the base follows from the selector. */
function enterRealCode(cpu: CpuContext, selector: number, offset: number): void {
  if (offset >>> 0 > cpu.segmentWord(SEGMENT.CS, SEGMENT_WORD.LIMIT) >>> 0) cpu.generalProtection(0);
  installRealSegment(cpu, SEGMENT.CS, selector);
  cpu.eip = offset;
}

function checkOffset(cpu: CpuContext, offset: number, d: Descriptor): void {
  if (offset >>> 0 > descriptorLimit(d) >>> 0) cpu.generalProtection(0);
}

/** The privilege checks of a direct far jump or call (SDM vol. 3, 5.8.1). */
function checkDirectCode(cpu: CpuContext, selector: number, d: Descriptor): void {
  const cpl = cpu.cpl;
  const error = selector & 0xfffc;
  if (isConforming(d)) {
    if (dplOf(d) > cpl) cpu.generalProtection(error);
  } else if ((selector & 3) > cpl || dplOf(d) !== cpl) cpu.generalProtection(error);
  if (!isPresent(d)) cpu.faultWith(VECTOR.NP, error);
}

function farTransfer(cpu: CpuContext, selector: number, offset: number, size: number, call: boolean): void {
  if (!cpu.protectedMode) {
    let pointer = cpu.stackPointer;
    if (call) {
      pointer = cpu.pushAt(pointer, size, cpu.selector(SEGMENT.CS));
      pointer = cpu.pushAt(pointer, size, cpu.eip);
    }
    enterRealCode(cpu, selector, offset);
    cpu.setStackPointer(pointer);
    return;
  }
  if (isNull(selector)) cpu.generalProtection(0);
  const d = readDescriptor(cpu, selector);
  if (isCode(d)) {
    checkDirectCode(cpu, selector, d);
    checkOffset(cpu, offset, d);
    if (call) pushReturn(cpu, size);
    installCode(cpu, selector, cpu.cpl, d);
    cpu.eip = offset;
    return;
  }
  const error = selector & 0xfffc;
  const type = typeOf(d);
  const gateAllowed = dplOf(d) >= cpu.cpl && dplOf(d) >= (selector & 3);
  switch (type) {
    case TSS16:
    case TSS32:
      if (!gateAllowed || (selector & 4) !== 0) cpu.generalProtection(error);
      switchTask(cpu, selector, d, call ? "call" : "jump", 0, -1);
      return;
    case 5: {
      if (!gateAllowed) cpu.generalProtection(error);
      if (!isPresent(d)) cpu.faultWith(VECTOR.NP, error);
      const taskSelector = d.low >>> 16;
      const taskError = taskSelector & 0xfffc;
      const task = isNull(taskSelector) || (taskSelector & 4) !== 0 ? null : findDescriptor(cpu, taskSelector);
      if (task === null) return cpu.generalProtection(taskError);
      if (typeOf(task) !== TSS16 && typeOf(task) !== TSS32) cpu.generalProtection(taskError);
      switchTask(cpu, taskSelector, task, call ? "call" : "jump", 0, -1);
      return;
    }
    case 4:
    case 12:
      if (!gateAllowed) cpu.generalProtection(error);
      if (!isPresent(d)) cpu.faultWith(VECTOR.NP, error);
      throughCallGate(cpu, d, call);
      return;
    default:
      cpu.generalProtection(error);
  }
}

function pushReturn(cpu: CpuContext, size: number): void {
  let pointer = cpu.pushAt(cpu.stackPointer, size, cpu.selector(SEGMENT.CS));
  pointer = cpu.pushAt(pointer, size, cpu.eip);
  cpu.setStackPointer(pointer);
}

/** Call gate (SDM vol. 3, 5.8.3 to 5.8.5). */
function throughCallGate(cpu: CpuContext, gate: Descriptor, call: boolean): void {
  const size = (typeOf(gate) & 8) === 0 ? 1 : 2;
  const selector = gate.low >>> 16;
  const offset = size === 2 ? (gate.high & 0xffff_0000) | (gate.low & 0xffff) : gate.low & 0xffff;
  if (isNull(selector)) cpu.generalProtection(0);
  const error = selector & 0xfffc;
  const code = readDescriptor(cpu, selector);
  const cpl = cpu.cpl;
  if (!isCode(code) || dplOf(code) > cpl) cpu.generalProtection(error);
  if (!call && !isConforming(code) && dplOf(code) !== cpl) cpu.generalProtection(error);
  if (!isPresent(code)) cpu.faultWith(VECTOR.NP, error);
  if (!call || isConforming(code) || dplOf(code) === cpl) {
    checkOffset(cpu, offset, code);
    if (call) {
      let pointer = cpu.pushAt(cpu.stackPointer, size, cpu.selector(SEGMENT.CS));
      pointer = cpu.pushAt(pointer, size, cpu.eip);
      cpu.setStackPointer(pointer);
    }
    installCode(cpu, selector, cpl, code);
    cpu.eip = offset;
    return;
  }
  const level = dplOf(code);
  const inner = innerStack(cpu, level, 0);
  const stack = checkStackSegment(cpu, inner.selector, level, VECTOR.TS);
  checkOffset(cpu, offset, code);
  const count = gate.high & 31;
  const words = [cpu.selector(SEGMENT.SS), cpu.m32[4]];
  for (let i = count - 1; i >= 0; i -= 1) words.push(cpu.peekAt(cpu.stackPointer + (i << size), size));
  words.push(cpu.selector(SEGMENT.CS), cpu.eip);
  enterInnerStack(cpu, inner.pointer, inner.selector, stack, level, size, words);
  installCode(cpu, selector, level, code);
  cpu.eip = offset;
}

/** ptr16:16 or ptr16:32 in the instruction: word 1 holds the selector. */
export function jmpFar(cpu: CpuContext, pc: number): void {
  farTransfer(cpu, cpu.code[pc + 1] & 0xffff, cpu.code[pc + 2], sizeOf(cpu, pc), false);
}

export function callFar(cpu: CpuContext, pc: number): void {
  farTransfer(cpu, cpu.code[pc + 1] & 0xffff, cpu.code[pc + 2], sizeOf(cpu, pc), true);
}

function farFromMemory(cpu: CpuContext, pc: number, call: boolean): void {
  const w = cpu.code[pc];
  const size = sizeOf(cpu, pc);
  const segment = (w >>> 28) & 7;
  const mask = (w & (1 << 27)) === 0 ? -1 : 0xffff;
  const at = cpu.effectiveAddress(pc, w);
  const offset = cpu.read(cpu.linear(segment, at, 1 << size, false), size);
  const selector = cpu.read16(cpu.linear(segment, (at + (1 << size)) & mask, 2, false));
  farTransfer(cpu, selector, offset, size, call);
}

export function jmpFarM(cpu: CpuContext, pc: number): void {
  farFromMemory(cpu, pc, false);
}

export function callFarM(cpu: CpuContext, pc: number): void {
  farFromMemory(cpu, pc, true);
}

/** Checks the code segment of a far return or IRET (SDM vol. 2, RET and IRET). */
function checkReturnCode(cpu: CpuContext, selector: number): Descriptor {
  if (isNull(selector)) cpu.generalProtection(0);
  const d = readDescriptor(cpu, selector);
  const rpl = selector & 3;
  const error = selector & 0xfffc;
  if (!isCode(d) || rpl < cpu.cpl) cpu.generalProtection(error);
  if (isConforming(d) ? dplOf(d) > rpl : dplOf(d) !== rpl) cpu.generalProtection(error);
  if (!isPresent(d)) cpu.faultWith(VECTOR.NP, error);
  return d;
}

export function retFar(cpu: CpuContext, pc: number): void {
  const size = sizeOf(cpu, pc);
  const bytes = 1 << size;
  const release = cpu.code[pc + 2] & 0xffff;
  const pointer = cpu.stackPointer;
  const offset = cpu.peekAt(pointer, size);
  const selector = cpu.peekAt(pointer + bytes, size) & 0xffff;
  if (!cpu.protectedMode) {
    enterRealCode(cpu, selector, offset);
    cpu.setStackPointer(pointer + 2 * bytes + release);
    return;
  }
  const d = checkReturnCode(cpu, selector);
  checkOffset(cpu, offset, d);
  const rpl = selector & 3;
  if (rpl === cpu.cpl) {
    installCode(cpu, selector, rpl, d);
    cpu.setStackPointer(pointer + 2 * bytes + release);
  } else {
    const outer = pointer + 2 * bytes + release;
    returnOutward(cpu, selector, d, outer, size, release);
  }
  cpu.eip = offset;
}

/** Takes SS:ESP of the outer level from `at` and switches to it. */
function returnOutward(
  cpu: CpuContext,
  selector: number,
  d: Descriptor,
  at: number,
  size: number,
  release: number,
): void {
  const rpl = selector & 3;
  const outerPointer = cpu.peekAt(at, size);
  const outerSelector = cpu.peekAt(at + (1 << size), size) & 0xffff;
  const stack = checkStackSegment(cpu, outerSelector, rpl, VECTOR.GP);
  installCode(cpu, selector, rpl, d);
  installSegment(cpu, SEGMENT.SS, outerSelector, stack);
  const big = (stack.high & ATTRIBUTE.BIG) !== 0;
  const target = outerPointer + release;
  if (size === 2 && big) cpu.m32[4] = target;
  else cpu.m32[4] = (cpu.m32[4] & ~0xffff) | (target & 0xffff);
  dropPrivilegedSegments(cpu);
}

// ---- interrupts by instruction

function softwareInterrupt(cpu: CpuContext, vector: number): void {
  deliver(cpu, vector, "software", -1);
  cpu.tracing = false;
}

export function intN(cpu: CpuContext, pc: number): void {
  if (cpu.virtual8086 && cpu.iopl < 3) cpu.generalProtection(0);
  softwareInterrupt(cpu, cpu.code[pc + 2] & 0xff);
}

export function int3(cpu: CpuContext): void {
  softwareInterrupt(cpu, VECTOR.BP);
}

/** INT1: a #DB whose gate's DPL is not checked. */
export function int1(cpu: CpuContext): void {
  deliver(cpu, VECTOR.DB, "hardware", -1);
  cpu.tracing = false;
}

export function into(cpu: CpuContext): void {
  if ((cpu.lazyCarry ^ (cpu.lazyCarry << 1)) < 0) softwareInterrupt(cpu, VECTOR.OF);
}

// ---- flags with privilege

/** Bits of EFLAGS that POPF and IRET may change at the present privilege. */
function changeable(cpu: CpuContext, size: number): number {
  let mask = ARITHMETIC | TF | DF | NT;
  if (cpu.cpl <= cpu.iopl) mask |= IF;
  if (cpu.cpl === 0) mask |= IOPL;
  if (size === 2) mask |= RF | AC | ID;
  return mask;
}

function loadFlags(cpu: CpuContext, value: number, mask: number): void {
  cpu.setFlags((cpu.getFlags() & ~mask) | (value & mask & LOADABLE));
}

export function popf(cpu: CpuContext, pc: number): void {
  if (cpu.virtual8086 && cpu.iopl < 3) cpu.generalProtection(0);
  const size = sizeOf(cpu, pc);
  const value = cpu.pop(size);
  loadFlags(cpu, value & ~RF, changeable(cpu, size) | RF);
}

export function iret(cpu: CpuContext, pc: number): void {
  const size = sizeOf(cpu, pc);
  const bytes = 1 << size;
  const flags = cpu.m32[WORD.FLAGS];
  if (cpu.protectedMode && (flags & NT) !== 0) {
    returnToTask(cpu);
    return;
  }
  if (cpu.virtual8086 && cpu.iopl < 3) cpu.generalProtection(0);
  const pointer = cpu.stackPointer;
  const offset = cpu.peekAt(pointer, size);
  const selector = cpu.peekAt(pointer + bytes, size) & 0xffff;
  const newFlags = cpu.peekAt(pointer + 2 * bytes, size);
  if (!cpu.protectedMode) {
    const mask = changeable(cpu, size);
    enterRealCode(cpu, selector, offset);
    cpu.setStackPointer(pointer + 3 * bytes);
    loadFlags(cpu, newFlags, mask);
    return;
  }
  if (size === 2 && (newFlags & VM) !== 0 && cpu.cpl === 0) {
    returnToVirtual(cpu, pointer, offset, selector, newFlags);
    return;
  }
  const d = checkReturnCode(cpu, selector);
  checkOffset(cpu, offset, d);
  const mask = changeable(cpu, size);
  if ((selector & 3) === cpu.cpl) {
    installCode(cpu, selector, cpu.cpl, d);
    cpu.setStackPointer(pointer + 3 * bytes);
  } else {
    returnOutward(cpu, selector, d, pointer + 3 * bytes, size, 0);
  }
  loadFlags(cpu, newFlags, mask);
  cpu.eip = offset;
}

function returnToTask(cpu: CpuContext): void {
  const base = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.BASE);
  const selector = cpu.readSystem(base, 1);
  const error = selector & 0xfffc;
  const d = isNull(selector) || (selector & 4) !== 0 ? null : findDescriptor(cpu, selector);
  if (d === null) return cpu.faultWith(VECTOR.TS, error);
  if (typeOf(d) !== (TSS16 | 2) && typeOf(d) !== (TSS32 | 2)) cpu.faultWith(VECTOR.TS, error);
  switchTask(cpu, selector, d, "return", 0, -1);
}

/** IRETD from level 0 to virtual-8086 mode. */
function returnToVirtual(cpu: CpuContext, pointer: number, offset: number, selector: number, flags: number): void {
  const words: number[] = [];
  for (let i = 3; i < 9; i += 1) words.push(cpu.peekAt(pointer + i * 4, 2));
  cpu.setFlags((flags & LOADABLE) | VM);
  cpu.setCpl(3);
  const order = [SEGMENT.SS, SEGMENT.ES, SEGMENT.DS, SEGMENT.FS, SEGMENT.GS];
  order.forEach((segment, i) => installRealSegment(cpu, segment, words[i + 1] & 0xffff));
  installRealSegment(cpu, SEGMENT.CS, selector);
  cpu.m32[4] = words[0];
  cpu.eip = offset & 0xffff;
}
