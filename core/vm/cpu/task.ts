/** Hardware task switch and the fields of a task state segment (SDM vol. 3, 7.2 to 7.3). */
import { SEGMENT, SEGMENT_WORD, WORD } from "../layout.ts";
import { CR0, VECTOR } from "./architecture.ts";
import type { CpuContext } from "./context.ts";
import { LOADABLE, NT, VM } from "./flags.ts";
import {
  type Descriptor,
  descriptorBase,
  descriptorLimit,
  dplOf,
  findDescriptor,
  installNull,
  installRealSegment,
  installSegment,
  isCode,
  isConforming,
  isNull,
  isPresent,
  isWritableData,
  typeOf,
} from "./segments.ts";

/** Types of task state descriptors. */
export const TSS16 = 1;
export const TSS32 = 9;
const BUSY = 2;

export type TaskSwitchCause = "jump" | "call" | "return";

/** Order of the general registers, and of the segment registers, in a task state. */
const SEGMENTS32 = [SEGMENT.ES, SEGMENT.CS, SEGMENT.SS, SEGMENT.DS, SEGMENT.FS, SEGMENT.GS];

/** Stack pointer and selector for privilege level `level` from the present task state; #TS where it is too short. */
export function innerStack(cpu: CpuContext, level: number, external: number): { pointer: number; selector: number } {
  const base = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.BASE);
  const limit = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.LIMIT) >>> 0;
  const is32 = (cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.ATTRIBUTES) & 0x800) !== 0;
  const at = is32 ? 4 + level * 8 : 2 + level * 4;
  if (at + (is32 ? 5 : 3) > limit) cpu.faultWith(VECTOR.TS, (cpu.selector(SEGMENT.TR) & 0xfffc) | external);
  return {
    pointer: cpu.readSystem((base + at) | 0, is32 ? 2 : 1),
    selector: cpu.readSystem((base + at + (is32 ? 4 : 2)) | 0, 1),
  };
}

function setBusy(cpu: CpuContext, at: number, busy: boolean): void {
  const type = cpu.readSystem((at + 5) | 0, 0);
  cpu.writeSystem((at + 5) | 0, 0, busy ? type | BUSY : type & ~BUSY);
}

/**
 * Switches to the task of `selector`, whose descriptor passed the checks of its cause except presence and size.
 * `errorCode` (not -1) is pushed on the new stack. Faults before the new task state is loaded belong to the old task,
 * those in its segment registers to the new one.
 */
export function switchTask(
  cpu: CpuContext,
  selector: number,
  d: Descriptor,
  cause: TaskSwitchCause,
  external: number,
  errorCode: number,
): void {
  const m = cpu.m32;
  const code = (selector & 0xfffc) | external;
  if (!isPresent(d)) cpu.faultWith(VECTOR.NP, code);
  const is32 = (typeOf(d) & 8) !== 0;
  const limit = descriptorLimit(d) >>> 0;
  if (limit < (is32 ? 0x67 : 0x2b)) cpu.faultWith(VECTOR.TS, code);
  const base = descriptorBase(d);

  const oldBase = cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.BASE);
  const oldIs32 = (cpu.segmentWord(SEGMENT.TR, SEGMENT_WORD.ATTRIBUTES) & 0x800) !== 0;
  const oldSelector = cpu.selector(SEGMENT.TR);
  // Reach all bytes of both states first, so that a page fault leaves the old task whole.
  const privilege = cpu.privilege;
  cpu.privilege = 0;
  const newSize = is32 ? 0x68 : 0x2c;
  cpu.readSystem(base, 0);
  cpu.readSystem((base + newSize - 1) | 0, 0);
  if (cause === "call") cpu.probeWrite(base, 2);
  const saveFrom = oldIs32 ? 0x20 : 0x0e;
  const saveEnd = oldIs32 ? 0x60 : 0x2a;
  cpu.probeWrite((oldBase + saveFrom) | 0, 1);
  cpu.probeWrite((oldBase + saveEnd - 1) | 0, 1);
  cpu.privilege = privilege;

  let flags = cpu.getFlags();
  if (cause === "return") flags &= ~NT;
  if (oldIs32) {
    cpu.writeSystem((oldBase + 0x20) | 0, 2, cpu.eip);
    cpu.writeSystem((oldBase + 0x24) | 0, 2, flags);
    for (let r = 0; r < 8; r += 1) cpu.writeSystem((oldBase + 0x28 + r * 4) | 0, 2, m[r]);
    SEGMENTS32.forEach((segment, i) => cpu.writeSystem((oldBase + 0x48 + i * 4) | 0, 1, cpu.selector(segment)));
  } else {
    cpu.writeSystem((oldBase + 0x0e) | 0, 1, cpu.eip);
    cpu.writeSystem((oldBase + 0x10) | 0, 1, flags);
    for (let r = 0; r < 8; r += 1) cpu.writeSystem((oldBase + 0x12 + r * 2) | 0, 1, m[r]);
    for (let s = 0; s < 4; s += 1) cpu.writeSystem((oldBase + 0x22 + s * 2) | 0, 1, cpu.selector(s));
  }
  if (cause !== "call") {
    const old = findDescriptor(cpu, oldSelector);
    if (old !== null) setBusy(cpu, old.at, false);
  }

  // Read the new state whole before anything changes.
  const registers: number[] = [];
  const selectors: number[] = [];
  let newCr3 = m[WORD.CR3];
  let newEip: number;
  let newFlags: number;
  let newLdt: number;
  let debugTrap = 0;
  if (is32) {
    newCr3 = cpu.readSystem((base + 0x1c) | 0, 2);
    newEip = cpu.readSystem((base + 0x20) | 0, 2);
    newFlags = cpu.readSystem((base + 0x24) | 0, 2);
    for (let r = 0; r < 8; r += 1) registers.push(cpu.readSystem((base + 0x28 + r * 4) | 0, 2));
    for (let s = 0; s < 6; s += 1) selectors.push(cpu.readSystem((base + 0x48 + s * 4) | 0, 1));
    newLdt = cpu.readSystem((base + 0x60) | 0, 1);
    debugTrap = cpu.readSystem((base + 0x64) | 0, 1) & 1;
  } else {
    newEip = cpu.readSystem((base + 0x0e) | 0, 1);
    newFlags = cpu.readSystem((base + 0x10) | 0, 1);
    for (let r = 0; r < 8; r += 1) registers.push(cpu.readSystem((base + 0x12 + r * 2) | 0, 1) | 0xffff_0000);
    for (let s = 0; s < 4; s += 1) selectors.push(cpu.readSystem((base + 0x22 + s * 2) | 0, 1));
    selectors.push(0, 0);
    newLdt = cpu.readSystem((base + 0x2a) | 0, 1);
  }
  if (cause === "call") {
    cpu.writeSystem(base, 1, oldSelector);
    newFlags |= NT;
  }
  if (cause !== "return") setBusy(cpu, d.at, true);

  // The new task from here on.
  cpu.enteredTask = true;
  m[WORD.CR0] |= CR0.TS;
  cpu.putSegment(SEGMENT.TR, selector, base, limit | 0, (d.high & 0x00f0_ff00) | (BUSY << 8));
  if (is32 && (m[WORD.CR0] & CR0.PG) !== 0) {
    m[WORD.CR3] = newCr3;
    cpu.flushTlb();
  }
  cpu.setFlags(newFlags & LOADABLE);
  for (let r = 0; r < 8; r += 1) m[r] = registers[r];
  cpu.eip = newEip;
  // Breakpoints that were enabled for the old task alone.
  m[WORD.DR + 7] &= ~0x155;
  if (debugTrap !== 0) m[WORD.PENDING_DEBUG] |= 0x8000;
  cpu.attention = 1;

  loadTaskSegments(cpu, selectors, newLdt, external);
  if (cpu.eip >>> 0 > cpu.segmentWord(SEGMENT.CS, SEGMENT_WORD.LIMIT) >>> 0) cpu.faultWith(VECTOR.GP, external);
  if (errorCode !== -1) cpu.push(is32 ? 2 : 1, errorCode);
  cpu.enteredTask = false;
}

/** Loads LDTR and the segment registers of a new task; what is wrong with them is #TS of the new task. */
function loadTaskSegments(cpu: CpuContext, selectors: readonly number[], ldt: number, external: number): void {
  const virtual = (cpu.m32[WORD.FLAGS] & VM) !== 0;
  for (let s = 0; s < 6; s += 1) cpu.putSegment(s, selectors[s], 0, 0, 0);
  cpu.putSegment(SEGMENT.LDTR, ldt, 0, 0, 0);
  cpu.setCpl(virtual ? 3 : selectors[SEGMENT.CS] & 3);
  cpu.refreshSegments();

  if (!isNull(ldt)) {
    const d = (ldt & 4) === 0 ? findDescriptor(cpu, ldt) : null;
    if (d === null || typeOf(d) !== 2 || !isPresent(d)) return cpu.faultWith(VECTOR.TS, (ldt & 0xfffc) | external);
    installSegment(cpu, SEGMENT.LDTR, ldt, d);
  }
  if (virtual) {
    for (let s = 0; s < 6; s += 1) installRealSegment(cpu, s, selectors[s]);
    return;
  }
  const cpl = cpu.cpl;
  const codeSelector = selectors[SEGMENT.CS];
  const codeError = (codeSelector & 0xfffc) | external;
  const code = isNull(codeSelector) ? null : findDescriptor(cpu, codeSelector);
  if (code === null || !isCode(code)) return cpu.faultWith(VECTOR.TS, codeError);
  if (isConforming(code) ? dplOf(code) > cpl : dplOf(code) !== cpl) cpu.faultWith(VECTOR.TS, codeError);
  if (!isPresent(code)) cpu.faultWith(VECTOR.NP, codeError);
  installSegment(cpu, SEGMENT.CS, codeSelector, code);

  const stackSelector = selectors[SEGMENT.SS];
  const stackError = (stackSelector & 0xfffc) | external;
  const stack = isNull(stackSelector) ? null : findDescriptor(cpu, stackSelector);
  if (stack === null || !isWritableData(stack) || dplOf(stack) !== cpl || (stackSelector & 3) !== cpl) {
    return cpu.faultWith(VECTOR.TS, stackError);
  }
  if (!isPresent(stack)) cpu.faultWith(VECTOR.SS, stackError);
  installSegment(cpu, SEGMENT.SS, stackSelector, stack);

  for (const segment of [SEGMENT.ES, SEGMENT.DS, SEGMENT.FS, SEGMENT.GS]) {
    const selector = selectors[segment];
    const error = (selector & 0xfffc) | external;
    if (isNull(selector)) {
      installNull(cpu, segment, selector);
      continue;
    }
    const d = findDescriptor(cpu, selector);
    if (d === null) return cpu.faultWith(VECTOR.TS, error);
    const type = typeOf(d);
    const readable = (type & 0x10) !== 0 && ((type & 8) === 0 || (type & 2) !== 0);
    const dpl = dplOf(d);
    if (!readable || (!isConforming(d) && (dpl < cpl || dpl < (selector & 3)))) cpu.faultWith(VECTOR.TS, error);
    if (!isPresent(d)) cpu.faultWith(VECTOR.NP, error);
    installSegment(cpu, segment, selector, d);
  }
}
