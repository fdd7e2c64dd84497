/** Delivery of exceptions and interrupts (SDM vol. 3, 6.10 to 6.15; real mode: vol. 3, 20.1.4). */
import { SEGMENT, SEGMENT_WORD, WORD } from "../layout.ts";
import { CR0, VECTOR } from "./architecture.ts";
import type { CpuContext } from "./context.ts";
import { AC, IF, NT, RF, TF, VM } from "./flags.ts";
import {
  checkStackSegment,
  type Descriptor,
  descriptorLimit,
  dplOf,
  findDescriptor,
  installCode,
  installNull,
  installRealSegment,
  installSegment,
  isCode,
  isConforming,
  isNull,
  isPresent,
  typeOf,
} from "./segments.ts";
import { innerStack, switchTask, TSS16, TSS32 } from "./task.ts";

/** Who asks: an instruction (INT n, INT3, INTO), or the processor and the outside (exceptions, INTR). */
export type Source = "software" | "hardware";

/**
 * Enters the handler of `vector`, returning to `cpu.eip`. `errorCode` -1: none. Faults as the delivery itself may, with
 * registers as before.
 */
export function deliver(cpu: CpuContext, vector: number, source: Source, errorCode: number): void {
  if ((cpu.m32[WORD.CR0] & CR0.PE) === 0) deliverReal(cpu, vector);
  else deliverProtected(cpu, vector, source, errorCode);
  cpu.attention = 1;
}

function deliverReal(cpu: CpuContext, vector: number): void {
  const m = cpu.m32;
  const at = vector * 4;
  if (at + 3 > m[WORD.IDTR_LIMIT] >>> 0) cpu.fault(VECTOR.GP);
  const base = m[WORD.IDTR_BASE];
  const offset = cpu.readSystem((base + at) | 0, 1);
  const selector = cpu.readSystem((base + at + 2) | 0, 1);
  let pointer = cpu.stackPointer;
  pointer = cpu.pushAt(pointer, 1, cpu.getFlags());
  pointer = cpu.pushAt(pointer, 1, cpu.selector(SEGMENT.CS));
  pointer = cpu.pushAt(pointer, 1, cpu.eip);
  cpu.setStackPointer(pointer);
  m[WORD.FLAGS] &= ~(IF | TF | AC | RF);
  installRealSegment(cpu, SEGMENT.CS, selector);
  cpu.eip = offset;
}

function deliverProtected(cpu: CpuContext, vector: number, source: Source, errorCode: number): void {
  const m = cpu.m32;
  const external = source === "software" ? 0 : 1;
  const gateError = vector * 8 + 2 + external;
  if (vector * 8 + 7 > m[WORD.IDTR_LIMIT] >>> 0) cpu.generalProtection(gateError);
  const at = (m[WORD.IDTR_BASE] + vector * 8) | 0;
  const gate: Descriptor = { low: cpu.readSystem(at, 2), high: cpu.readSystem((at + 4) | 0, 2), at };
  const type = typeOf(gate);
  if (type !== 5 && type !== 6 && type !== 7 && type !== 14 && type !== 15) cpu.generalProtection(gateError);
  if (source === "software" && dplOf(gate) < cpu.cpl) cpu.generalProtection(gateError);
  if (!isPresent(gate)) cpu.faultWith(VECTOR.NP, gateError);
  const selector = gate.low >>> 16;

  if (type === 5) {
    const tss = isNull(selector) || (selector & 4) !== 0 ? null : findDescriptor(cpu, selector);
    const error = (selector & 0xfffc) | external;
    if (tss === null) return cpu.generalProtection(error);
    if (typeOf(tss) !== TSS16 && typeOf(tss) !== TSS32) cpu.generalProtection(error);
    switchTask(cpu, selector, tss, "call", external, errorCode);
    return;
  }

  if (isNull(selector)) cpu.generalProtection(external);
  const codeError = (selector & 0xfffc) | external;
  const code = findDescriptor(cpu, selector) ?? cpu.generalProtection(codeError);
  const cpl = cpu.cpl;
  if (!isCode(code) || dplOf(code) > cpl) cpu.generalProtection(codeError);
  if (!isPresent(code)) cpu.faultWith(VECTOR.NP, codeError);

  const size = type >= 14 ? 2 : 1;
  const offset = size === 2 ? (gate.high & 0xffff_0000) | (gate.low & 0xffff) : gate.low & 0xffff;
  const flags = cpu.getFlags();
  const virtual = (flags & VM) !== 0;
  const target = isConforming(code) ? cpl : dplOf(code);
  if (virtual && target !== 0) cpu.generalProtection(codeError);
  if (offset >>> 0 > descriptorLimit(code) >>> 0) cpu.generalProtection(external);

  if (target === cpl) {
    let pointer = cpu.stackPointer;
    pointer = cpu.pushAt(pointer, size, flags);
    pointer = cpu.pushAt(pointer, size, cpu.selector(SEGMENT.CS));
    pointer = cpu.pushAt(pointer, size, cpu.eip);
    if (errorCode !== -1) pointer = cpu.pushAt(pointer, size, errorCode);
    cpu.setStackPointer(pointer);
  } else {
    const inner = innerStack(cpu, target, external);
    const stack = checkStackSegment(cpu, inner.selector, target, VECTOR.TS, external);
    const words: number[] = [];
    if (virtual) {
      for (const segment of [SEGMENT.GS, SEGMENT.FS, SEGMENT.DS, SEGMENT.ES]) words.push(cpu.selector(segment));
    }
    words.push(cpu.selector(SEGMENT.SS), m[4], flags, cpu.selector(SEGMENT.CS), cpu.eip);
    if (errorCode !== -1) words.push(errorCode);
    enterInnerStack(cpu, inner.pointer, inner.selector, stack, target, size, words);
    if (virtual) {
      m[WORD.FLAGS] &= ~VM;
      for (const segment of [SEGMENT.GS, SEGMENT.FS, SEGMENT.DS, SEGMENT.ES]) installNull(cpu, segment, 0);
    }
  }
  m[WORD.FLAGS] &= ~(TF | NT | RF | VM);
  if ((type & 1) === 0) m[WORD.FLAGS] &= ~IF;
  installCode(cpu, selector, target, code);
  cpu.eip = offset;
}

/**
 * Pushes `words` on the stack of an inner level and switches to it. Nothing changes when a push faults; the fault is
 * #SS with the new selector.
 */
export function enterInnerStack(
  cpu: CpuContext,
  pointer: number,
  selector: number,
  stack: Descriptor,
  level: number,
  size: number,
  words: readonly number[],
): void {
  const m = cpu.m32;
  const saved = [0, 1, 2, 3].map((word) => cpu.segmentWord(SEGMENT.SS, word));
  const savedPointer = m[4];
  const privilege = cpu.privilege;
  installSegment(cpu, SEGMENT.SS, selector, stack);
  cpu.privilege = level === 3 ? privilege : 0;
  let complete = false;
  try {
    let at = pointer & cpu.stackMask;
    for (const word of words) at = cpu.pushAt(at, size, word);
    m[4] = pointer;
    cpu.setStackPointer(at);
    complete = true;
  } finally {
    if (!complete) {
      cpu.putSegment(SEGMENT.SS, saved[SEGMENT_WORD.SELECTOR], saved[1], saved[2], saved[3]);
      cpu.refreshSegments();
      m[4] = savedPointer;
      cpu.privilege = privilege;
      if (cpu.faultVector === VECTOR.SS && cpu.faultCode === 0) cpu.faultCode = selector & 0xfffc;
    }
  }
}

/** Which pairs of exceptions make a double fault (SDM vol. 3, table 6-5): 0 benign, 1 contributory, 2 page fault. */
function severity(vector: number): 0 | 1 | 2 {
  if (vector === VECTOR.PF) return 2;
  return vector === VECTOR.DE || (vector >= VECTOR.TS && vector <= VECTOR.GP) ? 1 : 0;
}

/** Whether `second`, met while delivering `first`, becomes a double fault. */
export function doubles(first: number, second: number): boolean {
  const a = severity(first);
  const b = severity(second);
  return (a === 1 && b === 1) || (a === 2 && b !== 0);
}
