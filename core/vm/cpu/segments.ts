/** Descriptors and the loading of segment registers (SDM vol. 3, 3.4, 5.4 to 5.8). */
import { SEGMENT, SEGMENT_WORD, WORD } from "../layout.ts";
import { ATTRIBUTE, VECTOR } from "./architecture.ts";
import type { CpuContext } from "./context.ts";

/** The bits of a descriptor's high word that a segment register keeps. */
const KEPT = 0x00f0_ff00;
/** As loaded outside protected mode: present, writable, accessed. In virtual-8086 mode with DPL 3. */
const REAL_ATTRIBUTES = 0x9300;
const VIRTUAL_ATTRIBUTES = 0xf300;

/** A descriptor as read, with the linear address it came from. */
export interface Descriptor {
  readonly low: number;
  readonly high: number;
  readonly at: number;
}

export function descriptorBase(d: Descriptor): number {
  return (d.low >>> 16) | ((d.high & 0xff) << 16) | (d.high & 0xff00_0000);
}

/** Limit in bytes, granularity applied. */
export function descriptorLimit(d: Descriptor): number {
  const limit = (d.low & 0xffff) | (d.high & 0xf_0000);
  return (d.high & ATTRIBUTE.G) === 0 ? limit : (limit << 12) | 0xfff;
}

export function dplOf(d: Descriptor): number {
  return (d.high >> 13) & 3;
}

export function isPresent(d: Descriptor): boolean {
  return (d.high & ATTRIBUTE.PRESENT) !== 0;
}

/** Type field with the S bit as bit 4. */
export function typeOf(d: Descriptor): number {
  return (d.high >> 8) & 0x1f;
}

export function isCode(d: Descriptor): boolean {
  return (typeOf(d) & 0x18) === 0x18;
}

/** Conforming code. */
export function isConforming(d: Descriptor): boolean {
  return (typeOf(d) & 0x1c) === 0x1c;
}

export function isWritableData(d: Descriptor): boolean {
  return (typeOf(d) & 0x1a) === 0x12;
}

/** Null selector: index 0 of the GDT, any RPL. */
export function isNull(selector: number): boolean {
  return (selector & 0xfffc) === 0;
}

/** The descriptor of a selector that is not null, or null where it lies beyond its table. */
export function findDescriptor(cpu: CpuContext, selector: number): Descriptor | null {
  const m = cpu.m32;
  const local = (selector & 4) !== 0;
  const base = local ? cpu.segmentWord(SEGMENT.LDTR, SEGMENT_WORD.BASE) : m[WORD.GDTR_BASE];
  const limit = local ? cpu.segmentWord(SEGMENT.LDTR, SEGMENT_WORD.LIMIT) : m[WORD.GDTR_LIMIT];
  if (local && (cpu.segmentWord(SEGMENT.LDTR, SEGMENT_WORD.ATTRIBUTES) & ATTRIBUTE.PRESENT) === 0) return null;
  if ((selector | 7) >>> 0 > limit >>> 0) return null;
  const at = (base + (selector & 0xfff8)) | 0;
  return { low: cpu.readSystem(at, 2), high: cpu.readSystem((at + 4) | 0, 2), at };
}

/** Like `findDescriptor`; faults with `vector` and the selector where there is none. */
export function readDescriptor(cpu: CpuContext, selector: number, vector: number = VECTOR.GP): Descriptor {
  const d = isNull(selector) ? null : findDescriptor(cpu, selector);
  return d ?? cpu.faultWith(vector, selector & 0xfffc);
}

/** Sets the accessed bit of a code or data descriptor in its table. */
function markAccessed(cpu: CpuContext, d: Descriptor): void {
  if ((d.high & ATTRIBUTE.ACCESSED) === 0) cpu.writeSystem((d.at + 5) | 0, 0, ((d.high >> 8) & 0xff) | 1);
}

/** Puts a checked code, data, LDT or TSS descriptor into a register. */
export function installSegment(cpu: CpuContext, segment: number, selector: number, d: Descriptor): void {
  const user = (d.high & ATTRIBUTE.S) !== 0;
  if (user) markAccessed(cpu, d);
  const accessed = user ? ATTRIBUTE.ACCESSED : 0;
  cpu.putSegment(segment, selector, descriptorBase(d), descriptorLimit(d), (d.high & KEPT) | accessed);
  cpu.refreshSegments();
}

/** As real and virtual-8086 mode load a register: base from the selector; a limit from protected mode stays in real mode. */
export function installRealSegment(cpu: CpuContext, segment: number, selector: number): void {
  if (cpu.virtual8086) cpu.putSegment(segment, selector, selector << 4, 0xffff, VIRTUAL_ATTRIBUTES);
  else {
    const limit = cpu.segmentWord(segment, SEGMENT_WORD.LIMIT);
    cpu.putSegment(segment, selector, selector << 4, limit, REAL_ATTRIBUTES);
  }
  cpu.refreshSegments();
}

/** Makes a data segment register null: any access through it faults. */
export function installNull(cpu: CpuContext, segment: number, selector: number): void {
  cpu.putSegment(segment, selector, 0, 0, 0);
  cpu.refreshSegments();
}

/** Loads SS for privilege level `cpl`; `vector` is #GP, or #TS where a task state gave the selector. */
function loadStackSegment(cpu: CpuContext, selector: number, cpl: number, vector: number, external = 0): void {
  installSegment(cpu, SEGMENT.SS, selector, checkStackSegment(cpu, selector, cpl, vector, external));
}

/** The descriptor for SS at privilege level `cpl`, checked. */
export function checkStackSegment(
  cpu: CpuContext,
  selector: number,
  cpl: number,
  vector: number,
  external = 0,
): Descriptor {
  if (isNull(selector)) cpu.faultWith(vector, (vector === VECTOR.TS ? selector & 0xfffc : 0) | external);
  const code = (selector & 0xfffc) | external;
  const d = findDescriptor(cpu, selector) ?? cpu.faultWith(vector, code);
  if ((selector & 3) !== cpl || !isWritableData(d) || dplOf(d) !== cpl) cpu.faultWith(vector, code);
  if (!isPresent(d)) cpu.faultWith(VECTOR.SS, code);
  return d;
}

/** Loads ES, SS, DS, FS or GS as MOV and POP do. */
export function loadSegment(cpu: CpuContext, segment: number, selector: number): void {
  if (!cpu.protectedMode) {
    installRealSegment(cpu, segment, selector);
    return;
  }
  if (segment === SEGMENT.SS) {
    loadStackSegment(cpu, selector, cpu.cpl, VECTOR.GP);
    return;
  }
  loadDataSegment(cpu, segment, selector, VECTOR.GP);
}

function loadDataSegment(cpu: CpuContext, segment: number, selector: number, vector: number): void {
  if (isNull(selector)) {
    installNull(cpu, segment, selector);
    return;
  }
  const d = readDescriptor(cpu, selector, vector);
  const type = typeOf(d);
  const readable = (type & 0x10) !== 0 && ((type & 8) === 0 || (type & 2) !== 0);
  const dpl = dplOf(d);
  if (!readable || (!isConforming(d) && (dpl < cpu.cpl || dpl < (selector & 3))))
    cpu.faultWith(vector, selector & 0xfffc);
  if (!isPresent(d)) cpu.faultWith(VECTOR.NP, selector & 0xfffc);
  installSegment(cpu, segment, selector, d);
}

/** After a return to an outer level: data segments that are too privileged become null (SDM vol. 2B, RET). */
export function dropPrivilegedSegments(cpu: CpuContext): void {
  for (const segment of [SEGMENT.ES, SEGMENT.DS, SEGMENT.FS, SEGMENT.GS]) {
    const attributes = cpu.segmentWord(segment, SEGMENT_WORD.ATTRIBUTES);
    const conforming = (attributes & 0x1c00) === 0x1c00;
    if ((attributes & ATTRIBUTE.PRESENT) !== 0 && !conforming && ((attributes >> 13) & 3) < cpu.cpl)
      installNull(cpu, segment, 0);
  }
}

/** Loads CS; the RPL in the register is the new CPL. */
export function installCode(cpu: CpuContext, selector: number, cpl: number, d: Descriptor): void {
  installSegment(cpu, SEGMENT.CS, (selector & 0xfffc) | cpl, d);
  cpu.setCpl(cpl);
}
