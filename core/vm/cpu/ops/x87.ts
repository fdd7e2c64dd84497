/**
 * x87 instructions: operands and faults here, what they compute in `../../fpu`. Order of faults: #NM, then #MF for an
 * error that waits, then those of the memory operand; each finds nothing changed (SDM vol. 1, 8.7; vol. 3, 6.9 and 6.15).
 */
import { SEGMENT, WORD } from "../../layout.ts";
import { environmentBytes, type ImageFormat, stateBytes } from "../../fpu/environment.ts";
import type { Fpu } from "../../fpu/fpu.ts";
import { CR0, VECTOR } from "../architecture.ts";
import type { CpuContext } from "../context.ts";
import { startOf } from "./control.ts";
import { condition } from "../flags.ts";
import { OPERAND16, SEGMENT_SHIFT, SUB_SHIFT } from "../record.ts";

/** FCOMI and its like write these and clear OF, SF, AF. */
const COMPARE_FLAGS = 0x8d5;

function available(cpu: CpuContext): Fpu {
  if ((cpu.m32[WORD.CR0] & (CR0.EM | CR0.TS)) !== 0) cpu.fault(VECTOR.NM);
  return cpu.fpu;
}

/**
 * For all but the control instructions whose mnemonic begins with FN. With CR0.NE clear the PC's way is IRQ 13, raised
 * when the error came up (`retire`); here it has been, and no interrupt was taken: execution goes on, as with IGNNE#.
 */
function waiting(cpu: CpuContext): Fpu {
  const fpu = available(cpu);
  if (fpu.registers.pendingError && (cpu.m32[WORD.CR0] & CR0.NE) !== 0) cpu.fault(VECTOR.MF);
  return fpu;
}

/** Ends an instruction that was no control instruction: notes where it was, and raises FERR# if it left an error. */
function retire(cpu: CpuContext, pc: number): void {
  const { registers } = cpu.fpu;
  registers.setCodePointer(cpu.code[pc + 2], cpu.selector(SEGMENT.CS), startOf(cpu, pc));
  if (registers.pendingError) assertError(cpu);
}

function retireMemory(cpu: CpuContext, pc: number): void {
  const w = cpu.code[pc];
  cpu.fpu.registers.setDataPointer(cpu.selector((w >> SEGMENT_SHIFT) & 7), cpu.effectiveAddress(pc, w));
  retire(cpu, pc);
}

function assertError(cpu: CpuContext): void {
  if ((cpu.m32[WORD.CR0] & CR0.NE) !== 0) return;
  cpu.bus.signalFloatError();
  cpu.leaveBlock();
}

function registerField(cpu: CpuContext, pc: number): number {
  return (cpu.code[pc] >> 10) & 15;
}

/** The i of ST(i). */
function stackIndex(cpu: CpuContext, pc: number): number {
  return (cpu.code[pc] >> 14) & 15;
}

// ---- memory operands

function readable(cpu: CpuContext, pc: number, byteCount: number): number {
  return cpu.operandLinear(pc, cpu.code[pc], byteCount, false);
}

/** Faults here, if at all: before the operand is computed and the first byte written. */
function writable(cpu: CpuContext, pc: number, byteCount: number): number {
  const address = cpu.operandLinear(pc, cpu.code[pc], byteCount, true);
  cpu.probeWrite(address, 1);
  if ((address & 0xfff) + byteCount > 0x1000) cpu.probeWrite(((address & ~0xfff) + 0x1000) | 0, 1);
  return address;
}

function operandSingle(cpu: CpuContext, pc: number): Fpu {
  const fpu = waiting(cpu);
  fpu.operandSingle(cpu.read32(readable(cpu, pc, 4)));
  return fpu;
}

function operandDouble(cpu: CpuContext, pc: number): Fpu {
  const fpu = waiting(cpu);
  const address = readable(cpu, pc, 8);
  const low = cpu.read32(address);
  fpu.operandDouble(cpu.read32((address + 4) | 0), low);
  return fpu;
}

function operandWord(cpu: CpuContext, pc: number): Fpu {
  const fpu = waiting(cpu);
  const value = (cpu.read16(readable(cpu, pc, 2)) << 16) >> 16;
  fpu.operandInteger(value >> 31, value);
  return fpu;
}

function operandDword(cpu: CpuContext, pc: number): Fpu {
  const fpu = waiting(cpu);
  const value = cpu.read32(readable(cpu, pc, 4));
  fpu.operandInteger(value >> 31, value);
  return fpu;
}

function operandQword(cpu: CpuContext, pc: number): Fpu {
  const fpu = waiting(cpu);
  const address = readable(cpu, pc, 8);
  const low = cpu.read32(address);
  fpu.operandInteger(cpu.read32((address + 4) | 0), low);
  return fpu;
}

// ---- arithmetic and comparison

/** Operation /r with ST(0) and a memory operand; /2 and /3 compare. */
function operate(cpu: CpuContext, pc: number, fpu: Fpu): void {
  const operation = registerField(cpu, pc);
  if ((operation & 6) === 2) fpu.compareOperand(operation === 3);
  else fpu.arithmeticOperand(operation);
  retireMemory(cpu, pc);
}

export function arithmeticSingle(cpu: CpuContext, pc: number): void {
  operate(cpu, pc, operandSingle(cpu, pc));
}

export function arithmeticDouble(cpu: CpuContext, pc: number): void {
  operate(cpu, pc, operandDouble(cpu, pc));
}

export function arithmeticWord(cpu: CpuContext, pc: number): void {
  operate(cpu, pc, operandWord(cpu, pc));
}

export function arithmeticDword(cpu: CpuContext, pc: number): void {
  operate(cpu, pc, operandDword(cpu, pc));
}

/** D8: ST(0) = ST(0) op ST(i). */
export function arithmeticTop(cpu: CpuContext, pc: number): void {
  waiting(cpu).arithmetic(registerField(cpu, pc), 0, stackIndex(cpu, pc), false);
  retire(cpu, pc);
}

/** DC and DE encode ST(i) - ST(0) as the reverse of what it is with a memory operand, and so for division. */
function destinationOperation(cpu: CpuContext, pc: number): number {
  const operation = registerField(cpu, pc);
  return operation < 4 ? operation : operation ^ 1;
}

/** DC: ST(i) = ST(i) op ST(0). */
export function arithmeticRegister(cpu: CpuContext, pc: number): void {
  waiting(cpu).arithmetic(destinationOperation(cpu, pc), stackIndex(cpu, pc), 0, false);
  retire(cpu, pc);
}

/** DE: the same, and pops. */
export function arithmeticPop(cpu: CpuContext, pc: number): void {
  waiting(cpu).arithmetic(destinationOperation(cpu, pc), stackIndex(cpu, pc), 0, true);
  retire(cpu, pc);
}

/** D8 /2, /3 and DC, DE forms that compare: FCOM, FCOMP. */
export function compareRegister(cpu: CpuContext, pc: number): void {
  waiting(cpu).compare(stackIndex(cpu, pc), false, registerField(cpu, pc) & 1);
  retire(cpu, pc);
}

/** FCOMP in the place that DE has for it. */
export function compareRegisterPop(cpu: CpuContext, pc: number): void {
  waiting(cpu).compare(stackIndex(cpu, pc), false, 1);
  retire(cpu, pc);
}

export function comparePopTwice(cpu: CpuContext, pc: number): void {
  waiting(cpu).compare(1, false, 2);
  retire(cpu, pc);
}

/** FUCOM (/4), FUCOMP (/5). */
export function compareQuiet(cpu: CpuContext, pc: number): void {
  waiting(cpu).compare(stackIndex(cpu, pc), true, registerField(cpu, pc) & 1);
  retire(cpu, pc);
}

export function compareQuietPopTwice(cpu: CpuContext, pc: number): void {
  waiting(cpu).compare(1, true, 2);
  retire(cpu, pc);
}

function compareToFlags(cpu: CpuContext, pc: number, pop: boolean): void {
  const outcome = waiting(cpu).compareToFlags(stackIndex(cpu, pc), registerField(cpu, pc) === 5, pop);
  // C3, C2, C0 stand eight bits above ZF, PF, CF.
  cpu.setArithmetic(outcome >> 8, COMPARE_FLAGS);
  retire(cpu, pc);
}

/** FUCOMI (/5), FCOMI (/6). */
export function compareFlags(cpu: CpuContext, pc: number): void {
  compareToFlags(cpu, pc, false);
}

export function compareFlagsPop(cpu: CpuContext, pc: number): void {
  compareToFlags(cpu, pc, true);
}

/** FCMOVcc; the sub-operation is the condition. */
export function conditionalMove(cpu: CpuContext, pc: number): void {
  const holds = condition((cpu.code[pc + 3] >> SUB_SHIFT) & 15, cpu.lazyResult, cpu.lazyCarry);
  waiting(cpu).conditionalMove(stackIndex(cpu, pc), holds);
  retire(cpu, pc);
}

// ---- loads

function load(cpu: CpuContext, pc: number, fpu: Fpu): void {
  fpu.loadOperand();
  retireMemory(cpu, pc);
}

export function loadSingle(cpu: CpuContext, pc: number): void {
  load(cpu, pc, operandSingle(cpu, pc));
}

export function loadDouble(cpu: CpuContext, pc: number): void {
  load(cpu, pc, operandDouble(cpu, pc));
}

export function loadWord(cpu: CpuContext, pc: number): void {
  load(cpu, pc, operandWord(cpu, pc));
}

export function loadDword(cpu: CpuContext, pc: number): void {
  load(cpu, pc, operandDword(cpu, pc));
}

export function loadQword(cpu: CpuContext, pc: number): void {
  load(cpu, pc, operandQword(cpu, pc));
}

export function loadExtended(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = readable(cpu, pc, 10);
  const low = cpu.read32(address);
  const high = cpu.read32((address + 4) | 0);
  fpu.loadExtended(cpu.read16((address + 8) | 0), high, low);
  retireMemory(cpu, pc);
}

export function loadDecimal(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = readable(cpu, pc, 10);
  fpu.decimal.low = cpu.read32(address);
  fpu.decimal.middle = cpu.read32((address + 4) | 0);
  fpu.decimal.top = cpu.read16((address + 8) | 0);
  fpu.operandDecimal();
  load(cpu, pc, fpu);
}

export function loadRegister(cpu: CpuContext, pc: number): void {
  waiting(cpu).loadRegister(stackIndex(cpu, pc));
  retire(cpu, pc);
}

/** FLD1 ... FLDZ: the r/m field counts them. */
export function loadConstant(cpu: CpuContext, pc: number): void {
  waiting(cpu).loadConstant(stackIndex(cpu, pc));
  retire(cpu, pc);
}

// ---- stores; all but /2 pop

function pops(cpu: CpuContext, pc: number): boolean {
  return registerField(cpu, pc) !== 2;
}

function completeStore(cpu: CpuContext, pc: number, stored: boolean): void {
  cpu.fpu.completeStore(stored, pops(cpu, pc));
  retireMemory(cpu, pc);
}

export function storeSingle(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 4);
  const stored = fpu.convertSingle();
  if (stored) cpu.write32(address, fpu.out.low);
  completeStore(cpu, pc, stored);
}

export function storeDouble(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 8);
  const stored = fpu.convertDouble();
  if (stored) writeQword(cpu, address, fpu);
  completeStore(cpu, pc, stored);
}

function writeQword(cpu: CpuContext, address: number, fpu: Fpu): void {
  cpu.write32(address, fpu.out.low);
  cpu.write32((address + 4) | 0, fpu.out.high);
}

export function storeWord(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 2);
  const stored = fpu.convertInteger(16);
  if (stored) cpu.write16(address, fpu.out.low & 0xffff);
  completeStore(cpu, pc, stored);
}

export function storeDword(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 4);
  const stored = fpu.convertInteger(32);
  if (stored) cpu.write32(address, fpu.out.low);
  completeStore(cpu, pc, stored);
}

export function storeQword(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 8);
  const stored = fpu.convertInteger(64);
  if (stored) writeQword(cpu, address, fpu);
  completeStore(cpu, pc, stored);
}

export function storeExtended(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 10);
  const signExponent = fpu.convertExtended();
  const stored = signExponent >= 0;
  if (stored) {
    writeQword(cpu, address, fpu);
    cpu.write16((address + 8) | 0, signExponent);
  }
  completeStore(cpu, pc, stored);
}

export function storeDecimal(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const address = writable(cpu, pc, 10);
  const stored = fpu.convertDecimal();
  if (stored) {
    cpu.write32(address, fpu.decimal.low);
    cpu.write32((address + 4) | 0, fpu.decimal.middle);
    cpu.write16((address + 8) | 0, fpu.decimal.top);
  }
  completeStore(cpu, pc, stored);
}

export function storeRegister(cpu: CpuContext, pc: number): void {
  waiting(cpu).storeRegister(stackIndex(cpu, pc), pops(cpu, pc));
  retire(cpu, pc);
}

/** FSTP in the places that DF has for it. */
export function storeRegisterPop(cpu: CpuContext, pc: number): void {
  waiting(cpu).storeRegister(stackIndex(cpu, pc), true);
  retire(cpu, pc);
}

/** D9 D8. */
export function moveAndPop(cpu: CpuContext, pc: number): void {
  waiting(cpu).moveAndPop(stackIndex(cpu, pc));
  retire(cpu, pc);
}

export function exchange(cpu: CpuContext, pc: number): void {
  waiting(cpu).exchange(stackIndex(cpu, pc));
  retire(cpu, pc);
}

export function free(cpu: CpuContext, pc: number): void {
  waiting(cpu).free(stackIndex(cpu, pc), false);
  retire(cpu, pc);
}

export function freeAndPop(cpu: CpuContext, pc: number): void {
  waiting(cpu).free(stackIndex(cpu, pc), true);
  retire(cpu, pc);
}

// ---- instructions on the top of the stack

type Handler = (cpu: CpuContext, pc: number) => void;

function onStack(operation: (fpu: Fpu) => void): Handler {
  return (cpu, pc) => {
    operation(waiting(cpu));
    retire(cpu, pc);
  };
}

export const changeSign = onStack((fpu) => fpu.changeSign());
export const absolute = onStack((fpu) => fpu.absolute());
export const test = onStack((fpu) => fpu.test());
export const examine = onStack((fpu) => fpu.examine());
export const exponential = onStack((fpu) => fpu.exponential());
export const logarithm = onStack((fpu) => fpu.logarithm());
export const logarithmPlusOne = onStack((fpu) => fpu.logarithmPlusOne());
export const tangent = onStack((fpu) => fpu.tangent());
export const arctangent = onStack((fpu) => fpu.arctangent());
export const extract = onStack((fpu) => fpu.extract());
export const remainder = onStack((fpu) => fpu.remainder(false));
export const remainderNearest = onStack((fpu) => fpu.remainder(true));
export const squareRoot = onStack((fpu) => fpu.squareRoot());
export const sineAndCosine = onStack((fpu) => fpu.sineAndCosine());
export const roundToInteger = onStack((fpu) => fpu.roundToInteger());
export const scale = onStack((fpu) => fpu.scale());
export const sine = onStack((fpu) => fpu.sine());
export const cosine = onStack((fpu) => fpu.cosine());
export const decrementTop = onStack((fpu) => fpu.rotate(-1));
export const incrementTop = onStack((fpu) => fpu.rotate(1));
export const noOperation = onStack(() => {});

// ---- control instructions; they leave the pointers alone

/** FWAIT: #NM takes CR0.MP together with TS, and EM does not matter. */
export function wait(cpu: CpuContext): void {
  const cr0 = cpu.m32[WORD.CR0];
  if ((cr0 & CR0.MP) !== 0 && (cr0 & CR0.TS) !== 0) cpu.fault(VECTOR.NM);
  if (cpu.fpu.registers.pendingError && (cr0 & CR0.NE) !== 0) cpu.fault(VECTOR.MF);
}

export function initialise(cpu: CpuContext): void {
  available(cpu).initialise();
}

export function clearExceptions(cpu: CpuContext): void {
  available(cpu).clearExceptions();
}

/** FENI, FDISI and FSETPM of the 8087 and 80287. */
export function ignored(cpu: CpuContext): void {
  available(cpu);
}

export function storeControl(cpu: CpuContext, pc: number): void {
  const fpu = available(cpu);
  cpu.write16(cpu.operandLinear(pc, cpu.code[pc], 2, true), fpu.registers.control);
}

export function loadControl(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  fpu.registers.control = cpu.read16(readable(cpu, pc, 2));
  if (fpu.registers.pendingError) assertError(cpu);
}

export function storeStatus(cpu: CpuContext, pc: number): void {
  const fpu = available(cpu);
  cpu.write16(cpu.operandLinear(pc, cpu.code[pc], 2, true), fpu.registers.status);
}

export function storeStatusAx(cpu: CpuContext): void {
  cpu.setRegister(1, 0, available(cpu).registers.status);
}

function imageFormat(cpu: CpuContext, pc: number): ImageFormat {
  return { wide: (cpu.code[pc + 3] & OPERAND16) === 0, real: !cpu.protectedMode };
}

function writeImage(cpu: CpuContext, pc: number, byteCount: number): void {
  const address = writable(cpu, pc, byteCount);
  const { image } = cpu.fpu;
  for (let i = 0; i < byteCount; i += 1) cpu.write8((address + i) | 0, image[i]!);
}

function readImage(cpu: CpuContext, pc: number, byteCount: number): void {
  const address = readable(cpu, pc, byteCount);
  const { image } = cpu.fpu;
  for (let i = 0; i < byteCount; i += 1) image[i] = cpu.read8((address + i) | 0);
}

export function storeEnvironment(cpu: CpuContext, pc: number): void {
  const fpu = available(cpu);
  writeImage(cpu, pc, fpu.storeEnvironment(imageFormat(cpu, pc)));
  fpu.completeStoreEnvironment();
}

export function loadEnvironment(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const format = imageFormat(cpu, pc);
  readImage(cpu, pc, environmentBytes(format));
  fpu.loadEnvironment(format);
  if (fpu.registers.pendingError) assertError(cpu);
}

export function saveState(cpu: CpuContext, pc: number): void {
  const fpu = available(cpu);
  writeImage(cpu, pc, fpu.saveState(imageFormat(cpu, pc)));
  fpu.initialise();
}

export function restoreState(cpu: CpuContext, pc: number): void {
  const fpu = waiting(cpu);
  const format = imageFormat(cpu, pc);
  readImage(cpu, pc, stateBytes(format));
  fpu.restoreState(format);
  if (fpu.registers.pendingError) assertError(cpu);
}
