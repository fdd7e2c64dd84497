/** System instructions: descriptor tables, control and debug registers, HLT, CLI, STI, CPUID, RDTSC, MSRs. */
import { SEGMENT, SEGMENT_WORD, WORD } from "../../layout.ts";
import { ATTRIBUTE, CR0, CR4, VECTOR } from "../architecture.ts";
import type { CpuContext } from "../context.ts";
import { IF, ZF } from "../flags.ts";
import { ADDRESS16, MEMORY, OPERAND16 } from "../record.ts";
import {
  type Descriptor,
  descriptorLimit,
  dplOf,
  findDescriptor,
  installNull,
  installSegment,
  isConforming,
  isNull,
  isPresent,
  readDescriptor,
  typeOf,
} from "../segments.ts";
import { TSS16, TSS32 } from "../task.ts";

export function undefinedOpcode(cpu: CpuContext): void {
  cpu.fault(VECTOR.UD);
}

/** More than 15 bytes. */
export function tooLong(cpu: CpuContext): void {
  cpu.generalProtection(0);
}

function requireLevel0(cpu: CpuContext): void {
  if (cpu.cpl !== 0) cpu.generalProtection(0);
}

/** Instructions that only protected mode knows. */
function requireProtected(cpu: CpuContext): void {
  if (!cpu.protectedMode) cpu.fault(VECTOR.UD);
}

export function hlt(cpu: CpuContext): void {
  requireLevel0(cpu);
  cpu.m32[WORD.ACTIVITY] = 1;
  cpu.attention = 1;
}

function requireIopl(cpu: CpuContext): void {
  if ((cpu.m32[WORD.CR0] & CR0.PE) !== 0 && cpu.cpl > cpu.iopl) cpu.generalProtection(0);
}

export function cli(cpu: CpuContext): void {
  requireIopl(cpu);
  cpu.m32[WORD.FLAGS] &= ~IF;
}

export function sti(cpu: CpuContext): void {
  requireIopl(cpu);
  if ((cpu.m32[WORD.FLAGS] & IF) === 0) cpu.m32[WORD.SHADOW] = 1;
  cpu.m32[WORD.FLAGS] |= IF;
  cpu.attention = 1;
}

// ---- control and debug registers

function setCr0(cpu: CpuContext, value: number): void {
  const m = cpu.m32;
  const known = CR0.PE | CR0.MP | CR0.EM | CR0.TS | CR0.NE | CR0.WP | CR0.AM | CR0.NW | CR0.CD | CR0.PG;
  const old = m[WORD.CR0];
  const next = (value & known) | CR0.ET;
  if (((next & CR0.PG) !== 0 && (next & CR0.PE) === 0) || ((next & CR0.NW) !== 0 && (next & CR0.CD) === 0))
    cpu.generalProtection(0);
  m[WORD.CR0] = next;
  if (((old ^ next) & CR0.PG) !== 0) cpu.flushTlb();
  else if (((old ^ next) & CR0.WP) !== 0) cpu.memory.dropDerived();
  if (((old ^ next) & CR0.PE) !== 0 && (next & CR0.PE) === 0) cpu.setCpl(0);
  cpu.leaveCodePage();
}

const CR4_KNOWN = CR4.TSD | CR4.DE | CR4.PSE;

function setCr4(cpu: CpuContext, value: number): void {
  const m = cpu.m32;
  if ((value & ~CR4_KNOWN) !== 0) cpu.generalProtection(0);
  if (((m[WORD.CR4] ^ value) & CR4.PSE) !== 0) cpu.flushTlb();
  m[WORD.CR4] = value;
  cpu.leaveCodePage();
}

export function movFromControl(cpu: CpuContext, pc: number): void {
  requireLevel0(cpu);
  const w = cpu.code[pc];
  const register = (w >> 10) & 15;
  cpu.m32[(w >> 14) & 15] = cpu.m32[WORD.CR0 + (register === 0 ? 0 : register - 1)];
}

export function movToControl(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const m = cpu.m32;
  requireLevel0(cpu);
  const value = m[(w >> 14) & 15];
  switch ((w >> 10) & 15) {
    case 0:
      setCr0(cpu, value);
      break;
    case 2:
      m[WORD.CR2] = value;
      break;
    case 3:
      m[WORD.CR3] = value;
      cpu.flushTlb();
      cpu.leaveCodePage();
      break;
    default:
      setCr4(cpu, value);
  }
}

/** DR4 and DR5 are DR6 and DR7 unless CR4.DE is set; DR7.GD guards all of them. */
function debugRegister(cpu: CpuContext, word: number): number {
  const m = cpu.m32;
  let register = (word >> 10) & 15;
  if (register === 4 || register === 5) {
    if ((m[WORD.CR4] & CR4.DE) !== 0) cpu.fault(VECTOR.UD);
    register += 2;
  }
  requireLevel0(cpu);
  if ((m[WORD.DR + 7] & 0x2000) !== 0) {
    m[WORD.DR + 6] |= 0x2000;
    cpu.fault(VECTOR.DB);
  }
  return register;
}

export function movFromDebug(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const register = debugRegister(cpu, w);
  cpu.m32[(w >> 14) & 15] = cpu.m32[WORD.DR + register];
}

export function movToDebug(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const register = debugRegister(cpu, w);
  const value = cpu.m32[(w >> 14) & 15];
  if (register === 6) cpu.m32[WORD.DR + 6] = (value & 0xe00f) | 0xffff_0ff0;
  else if (register === 7) cpu.m32[WORD.DR + 7] = (value & 0xffff_2bff) | 0x400;
  else cpu.m32[WORD.DR + register] = value;
  cpu.refreshBreakpoints();
  cpu.memory.dropDerived();
  cpu.attention = 1;
}

export function clts(cpu: CpuContext): void {
  requireLevel0(cpu);
  cpu.m32[WORD.CR0] &= ~CR0.TS;
}

export function smsw(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  const value = cpu.m32[WORD.CR0];
  if ((w & MEMORY) === 0) cpu.setRegister((cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1, (w >> 14) & 15, value);
  else cpu.write16(cpu.operandLinear(pc, w, 2, true), value);
}

/** LMSW sets PE, MP, EM, TS; it cannot clear PE. */
export function lmsw(cpu: CpuContext, pc: number): void {
  requireLevel0(cpu);
  const value = cpu.getE(pc, cpu.code[pc]);
  const old = cpu.m32[WORD.CR0];
  setCr0(cpu, (old & ~0xe) | (value & 0xf));
}

/** INVD and WBINVD: there is no cache to drop. */
export function invalidateCaches(cpu: CpuContext): void {
  requireLevel0(cpu);
}

export function invlpg(cpu: CpuContext, pc: number): void {
  requireLevel0(cpu);
  const w = cpu.code[pc];
  // The segment's base counts, its limit does not.
  const address = (cpu.effectiveAddress(pc, w) + cpu.segmentWord((w >>> 28) & 7, SEGMENT_WORD.BASE)) | 0;
  cpu.invalidatePage(address);
  cpu.leaveCodePage();
}

// ---- descriptor tables

function storeTable(cpu: CpuContext, pc: number, base: number, limit: number): void {
  const w = cpu.code[pc];
  const at = cpu.effectiveAddress(pc, w);
  const segment = (w >>> 28) & 7;
  const mask = (w & ADDRESS16) === 0 ? -1 : 0xffff;
  const limitAt = cpu.linear(segment, at, 2, true);
  const baseAt = cpu.linear(segment, (at + 2) & mask, 4, true);
  cpu.probeWrite(limitAt, 2);
  cpu.probeWrite(baseAt, 4);
  cpu.write16(limitAt, limit);
  cpu.write32(baseAt, base);
}

export function sgdt(cpu: CpuContext, pc: number): void {
  storeTable(cpu, pc, cpu.m32[WORD.GDTR_BASE], cpu.m32[WORD.GDTR_LIMIT]);
}

export function sidt(cpu: CpuContext, pc: number): void {
  storeTable(cpu, pc, cpu.m32[WORD.IDTR_BASE], cpu.m32[WORD.IDTR_LIMIT]);
}

function loadTable(cpu: CpuContext, pc: number, word: number): void {
  requireLevel0(cpu);
  const w = cpu.code[pc];
  const at = cpu.effectiveAddress(pc, w);
  const segment = (w >>> 28) & 7;
  const mask = (w & ADDRESS16) === 0 ? -1 : 0xffff;
  const limit = cpu.read16(cpu.linear(segment, at, 2, false));
  const base = cpu.read32(cpu.linear(segment, (at + 2) & mask, 4, false));
  cpu.m32[word] = (cpu.code[pc + 3] & OPERAND16) === 0 ? base : base & 0xff_ffff;
  cpu.m32[word + 1] = limit;
}

export function lgdt(cpu: CpuContext, pc: number): void {
  loadTable(cpu, pc, WORD.GDTR_BASE);
}

export function lidt(cpu: CpuContext, pc: number): void {
  loadTable(cpu, pc, WORD.IDTR_BASE);
}

function storeSelector(cpu: CpuContext, pc: number, selector: number): void {
  const w = cpu.code[pc];
  if ((w & MEMORY) === 0) cpu.setRegister((cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1, (w >> 14) & 15, selector);
  else cpu.write16(cpu.operandLinear(pc, w, 2, true), selector);
}

export function sldt(cpu: CpuContext, pc: number): void {
  requireProtected(cpu);
  storeSelector(cpu, pc, cpu.selector(SEGMENT.LDTR));
}

export function str(cpu: CpuContext, pc: number): void {
  requireProtected(cpu);
  storeSelector(cpu, pc, cpu.selector(SEGMENT.TR));
}

export function lldt(cpu: CpuContext, pc: number): void {
  requireProtected(cpu);
  requireLevel0(cpu);
  const selector = cpu.getE(pc, cpu.code[pc]);
  if (isNull(selector)) {
    installNull(cpu, SEGMENT.LDTR, selector);
    return;
  }
  if ((selector & 4) !== 0) cpu.generalProtection(selector & 0xfffc);
  const d = readDescriptor(cpu, selector);
  if (typeOf(d) !== 2) cpu.generalProtection(selector & 0xfffc);
  if (!isPresent(d)) cpu.faultWith(VECTOR.NP, selector & 0xfffc);
  installSegment(cpu, SEGMENT.LDTR, selector, d);
}

export function ltr(cpu: CpuContext, pc: number): void {
  requireProtected(cpu);
  requireLevel0(cpu);
  const selector = cpu.getE(pc, cpu.code[pc]);
  if (isNull(selector)) cpu.generalProtection(0);
  if ((selector & 4) !== 0) cpu.generalProtection(selector & 0xfffc);
  const d = readDescriptor(cpu, selector);
  if (typeOf(d) !== TSS16 && typeOf(d) !== TSS32) cpu.generalProtection(selector & 0xfffc);
  if (!isPresent(d)) cpu.faultWith(VECTOR.NP, selector & 0xfffc);
  const busy: Descriptor = { low: d.low, high: d.high | 0x200, at: d.at };
  cpu.writeSystem((d.at + 5) | 0, 0, (busy.high >> 8) & 0xff);
  installSegment(cpu, SEGMENT.TR, selector, busy);
}

// ---- questions about selectors

function setZero(cpu: CpuContext, yes: boolean): void {
  cpu.setArithmetic(yes ? ZF : 0, ZF);
}

/** Whether the program at its privilege may see the segment at all; conforming code it may. */
function visible(cpu: CpuContext, selector: number, d: Descriptor): boolean {
  return isConforming(d) || (dplOf(d) >= cpu.cpl && dplOf(d) >= (selector & 3));
}

function lookUp(cpu: CpuContext, pc: number): { selector: number; d: Descriptor | null } {
  requireProtected(cpu);
  const w = cpu.code[pc];
  const selector = (w & MEMORY) === 0 ? cpu.m16[((w >> 14) & 15) << 1] : cpu.read16(cpu.operandLinear(pc, w, 2, false));
  return { selector, d: isNull(selector) ? null : findDescriptor(cpu, selector) };
}

/** System types that LAR and LSL accept (bit per type). */
const LAR_TYPES = 0x1a36 | (1 << 3) | (1 << 5) | (1 << 11);
const LSL_TYPES = 0x0a0e;

export function lar(cpu: CpuContext, pc: number): void {
  const { selector, d } = lookUp(cpu, pc);
  if (
    d !== null &&
    ((d.high & ATTRIBUTE.S) !== 0 || ((LAR_TYPES >> typeOf(d)) & 1) !== 0) &&
    visible(cpu, selector, d)
  ) {
    cpu.setRegister((cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1, (cpu.code[pc] >> 10) & 15, d.high & 0x00ff_ff00);
    setZero(cpu, true);
  } else setZero(cpu, false);
}

export function lsl(cpu: CpuContext, pc: number): void {
  const { selector, d } = lookUp(cpu, pc);
  if (
    d !== null &&
    ((d.high & ATTRIBUTE.S) !== 0 || ((LSL_TYPES >> typeOf(d)) & 1) !== 0) &&
    visible(cpu, selector, d)
  ) {
    cpu.setRegister((cpu.code[pc + 3] & OPERAND16) === 0 ? 2 : 1, (cpu.code[pc] >> 10) & 15, descriptorLimit(d));
    setZero(cpu, true);
  } else setZero(cpu, false);
}

export function verr(cpu: CpuContext, pc: number): void {
  const { selector, d } = lookUp(cpu, pc);
  setZero(cpu, d !== null && (typeOf(d) & 0x10) !== 0 && (typeOf(d) & 0xa) !== 8 && visible(cpu, selector, d));
}

export function verw(cpu: CpuContext, pc: number): void {
  const { selector, d } = lookUp(cpu, pc);
  setZero(cpu, d !== null && (typeOf(d) & 0x1a) === 0x12 && visible(cpu, selector, d));
}

export function arpl(cpu: CpuContext, pc: number): void {
  requireProtected(cpu);
  const w = cpu.code[pc];
  const selector = cpu.getE(pc, w);
  const rpl = cpu.getG(w) & 3;
  const raise = (selector & 3) < rpl;
  // A selector that stays is not written, and need not be writable.
  if (raise) cpu.setE(pc, w, (selector & ~3) | rpl);
  setZero(cpu, raise);
}

// ---- identification, time, model-specific registers

/** FPU, DE, PSE, TSC, MSR, CX8, CMOV. */
const FEATURES = 0x0000_813d;
/** Family 6, model 1, stepping 9. */
const SIGNATURE = 0x619;

export function cpuid(cpu: CpuContext): void {
  const m = cpu.m32;
  switch (m[0]) {
    case 0:
      m[0] = 1;
      // "GenuineIntel"
      m[3] = 0x756e_6547;
      m[2] = 0x4965_6e69;
      m[1] = 0x6c65_746e;
      break;
    default:
      m[0] = SIGNATURE;
      m[3] = 0;
      m[1] = 0;
      m[2] = FEATURES;
  }
}

/** The TSC as the guest sees it, in two words: what the bus says plus the guest's own offset. */
function readTsc(cpu: CpuContext): void {
  const m = cpu.m32;
  const now = cpu.bus.readTimestampCounter();
  const low = (now % 0x1_0000_0000) + (m[WORD.TSC_OFFSET] >>> 0);
  m[0] = low | 0;
  m[2] = (Math.floor(now / 0x1_0000_0000) + m[WORD.TSC_OFFSET + 1] + (low >= 0x1_0000_0000 ? 1 : 0)) | 0;
}

export function rdtsc(cpu: CpuContext): void {
  if ((cpu.m32[WORD.CR4] & CR4.TSD) !== 0 && cpu.cpl !== 0) cpu.generalProtection(0);
  readTsc(cpu);
}

const MSR_TSC = 0x10;
/** Read as 0, writes are dropped: platform id, microcode revision. */
const MSR_PLATFORM_ID = 0x17;
const MSR_MICROCODE = 0x8b;

export function rdmsr(cpu: CpuContext): void {
  requireLevel0(cpu);
  const m = cpu.m32;
  switch (m[1]) {
    case MSR_TSC:
      readTsc(cpu);
      break;
    case MSR_PLATFORM_ID:
    case MSR_MICROCODE:
      m[0] = 0;
      m[2] = 0;
      break;
    default:
      cpu.generalProtection(0);
  }
}

export function wrmsr(cpu: CpuContext): void {
  requireLevel0(cpu);
  const m = cpu.m32;
  switch (m[1]) {
    case MSR_TSC: {
      const now = cpu.bus.readTimestampCounter();
      const low = (m[0] >>> 0) - (now % 0x1_0000_0000);
      m[WORD.TSC_OFFSET] = low | 0;
      m[WORD.TSC_OFFSET + 1] = (m[2] - Math.floor(now / 0x1_0000_0000) - (low < 0 ? 1 : 0)) | 0;
      break;
    }
    case MSR_MICROCODE:
      break;
    default:
      cpu.generalProtection(0);
  }
}
