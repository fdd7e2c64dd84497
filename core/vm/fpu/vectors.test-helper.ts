/** Runs x87 vectors (format: `prot32` of the vectors' README) against the FPU alone, through a decoder of D8 to DF. */
import { Extended } from "./extended.ts";
import { Fpu } from "./fpu.ts";

interface FpuState {
  cw: number;
  sw: number;
  tw: number;
  st: string[];
}

export interface Vector {
  id: string;
  op: string;
  bytes: string;
  initial: { regs: Record<string, number>; ram: [number, string][]; fpu: FpuState };
  final: { regs: Record<string, number>; ram: [number, string][]; fpu?: Partial<FpuState> };
  exception: { vector: number; errorCode: number | null } | null;
  swMask: number;
  ulp?: number;
  undefined?: { regs?: unknown; ram?: [number, number][] };
  strictOnly?: string;
}

const PROTECTED_32 = { wide: true, real: false };
const REGISTERS = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
const INVALID_OPCODE = 6;
const PROTECTION = 13;
const FLOAT_ERROR = 16;

class Fault {
  readonly vector: number;
  constructor(vector: number) {
    this.vector = vector;
  }
}

class Run {
  readonly fpu = new Fpu(new Int32Array(64), 0);
  readonly regs: Record<string, number>;
  readonly memory = new Map<number, number>();
  readonly #code: Uint8Array;
  #at = 0;
  #narrow = false;
  #short = false;
  /** Segment override CS. */
  #readOnly = false;
  #address = 0;

  constructor(vector: Vector) {
    this.regs = { ...vector.initial.regs };
    this.#code = Uint8Array.from(Buffer.from(vector.bytes, "hex"));
    for (const [address, bytes] of vector.initial.ram) {
      for (const [i, byte] of Buffer.from(bytes, "hex").entries()) this.memory.set(address + i, byte);
    }
    loadState(this.fpu, vector.initial.fpu);
  }

  step(): number | null {
    try {
      this.#execute();
      return null;
    } catch (fault) {
      if (fault instanceof Fault) return fault.vector;
      throw fault;
    }
  }

  #byte(): number {
    return this.#code[this.#at++]!;
  }

  #word(): number {
    return this.#byte() | (this.#byte() << 8);
  }

  #dword(): number {
    return this.#word() | (this.#word() << 16);
  }

  #execute(): void {
    let opcode = this.#byte();
    for (; ; opcode = this.#byte()) {
      if (opcode === 0x66) this.#narrow = true;
      else if (opcode === 0x67) this.#short = true;
      else if (opcode === 0x2e) this.#readOnly = true;
      else if (![0x26, 0x36, 0x3e, 0x64, 0x65, 0xf2, 0xf3].includes(opcode)) break;
    }
    if (opcode === 0x9b) return this.#wait();
    const modrm = this.#byte();
    const reg = (modrm >> 3) & 7;
    if (modrm >= 0xc0) this.#registerForm(opcode, reg, modrm & 7, modrm);
    else {
      this.#address = this.#short ? this.#address16(modrm) : this.#address32(modrm);
      this.#memoryForm(opcode, reg);
    }
    this.regs["eip"] = this.regs["eip"]! + this.#at;
  }

  #wait(): void {
    if (this.fpu.registers.pendingError) throw new Fault(FLOAT_ERROR);
    this.regs["eip"] = this.regs["eip"]! + this.#at;
  }

  #address16(modrm: number): number {
    const { ebx = 0, ebp = 0, esi = 0, edi = 0 } = this.regs;
    const mod = modrm >> 6;
    let sum = [ebx + esi, ebx + edi, ebp + esi, ebp + edi, esi, edi, ebp, ebx][modrm & 7]!;
    if (mod === 0 && (modrm & 7) === 6) sum = this.#word();
    else if (mod === 1) sum += (this.#byte() << 24) >> 24;
    else if (mod === 2) sum += this.#word();
    return sum & 0xffff;
  }

  #address32(modrm: number): number {
    const mod = modrm >> 6;
    let base = modrm & 7;
    let sum = 0;
    if (base === 4) {
      const sib = this.#byte();
      base = sib & 7;
      const index = (sib >> 3) & 7;
      if (index !== 4) sum = this.regs[REGISTERS[index]!]! << (sib >> 6);
    }
    if (base === 5 && mod === 0) sum += this.#dword();
    else sum += this.regs[REGISTERS[base]!]!;
    if (mod === 1) sum += (this.#byte() << 24) >> 24;
    else if (mod === 2) sum += this.#dword();
    return sum >>> 0;
  }

  #read(offset: number, size: number): number {
    let value = 0;
    for (let i = 0; i < size; i++) value |= (this.memory.get(this.#address + offset + i) ?? 0) << (8 * i);
    return value;
  }

  #write(offset: number, size: number, value: number): void {
    if (this.#readOnly) throw new Fault(PROTECTION);
    for (let i = 0; i < size; i++) this.memory.set(this.#address + offset + i, (value >> (8 * i)) & 0xff);
  }

  #waiting(): Fpu {
    this.#wait2();
    return this.fpu;
  }

  #wait2(): void {
    if (this.fpu.registers.pendingError) throw new Fault(FLOAT_ERROR);
  }

  #operand(opcode: number): void {
    const { fpu } = this;
    if (opcode === 0xd8) fpu.operandSingle(this.#read(0, 4));
    else if (opcode === 0xdc) fpu.operandDouble(this.#read(4, 4), this.#read(0, 4));
    else {
      const value = opcode === 0xda ? this.#read(0, 4) : (this.#read(0, 2) << 16) >> 16;
      fpu.operandInteger(value >> 31, value);
    }
  }

  #memoryForm(opcode: number, reg: number): void {
    if ((opcode & 1) === 0) {
      const fpu = this.#waiting();
      this.#operand(opcode);
      if (reg === 2 || reg === 3) fpu.compareOperand(reg === 3);
      else fpu.arithmeticOperand(reg);
      return;
    }
    this.#moveForm(opcode, reg);
  }

  #store(stored: boolean, size: number, pop: boolean): void {
    if (stored) {
      this.#write(0, Math.min(size, 4), this.fpu.out.low);
      if (size === 8) this.#write(4, 4, this.fpu.out.high);
    }
    this.fpu.completeStore(stored, pop);
  }

  #moveForm(opcode: number, reg: number): void {
    const format = this.#narrow ? { wide: false, real: false } : PROTECTED_32;
    const key = (opcode << 4) | reg;
    const pop = reg !== 2;
    const { fpu } = this;
    switch (key) {
      case 0xd90:
        this.#waiting().operandSingle(this.#read(0, 4));
        return fpu.loadOperand();
      case 0xdd0:
        this.#waiting().operandDouble(this.#read(4, 4), this.#read(0, 4));
        return fpu.loadOperand();
      case 0xdb0:
        this.#waiting().operandInteger(this.#read(0, 4) >> 31, this.#read(0, 4));
        return fpu.loadOperand();
      case 0xdf0: {
        const value = (this.#read(0, 2) << 16) >> 16;
        this.#waiting().operandInteger(value >> 31, value);
        return fpu.loadOperand();
      }
      case 0xdf5:
        this.#waiting().operandInteger(this.#read(4, 4), this.#read(0, 4));
        return fpu.loadOperand();
      case 0xdb5:
        return this.#waiting().loadExtended(this.#read(8, 2), this.#read(4, 4), this.#read(0, 4));
      case 0xdf4:
        this.#wait2();
        fpu.decimal.low = this.#read(0, 4);
        fpu.decimal.middle = this.#read(4, 4);
        fpu.decimal.top = this.#read(8, 2);
        fpu.operandDecimal();
        return fpu.loadOperand();
      case 0xd92:
      case 0xd93:
        return this.#store(this.#waiting().convertSingle(), 4, pop);
      case 0xdd2:
      case 0xdd3:
        return this.#store(this.#waiting().convertDouble(), 8, pop);
      case 0xdf2:
      case 0xdf3:
        return this.#store(this.#waiting().convertInteger(16), 2, pop);
      case 0xdb2:
      case 0xdb3:
        return this.#store(this.#waiting().convertInteger(32), 4, pop);
      case 0xdf7:
        return this.#store(this.#waiting().convertInteger(64), 8, pop);
      case 0xdb7: {
        const signExponent = this.#waiting().convertExtended();
        if (signExponent >= 0) this.#write(8, 2, signExponent);
        return this.#store(signExponent >= 0, 8, pop);
      }
      case 0xdf6: {
        const stored = this.#waiting().convertDecimal();
        if (stored) {
          this.#write(0, 4, fpu.decimal.low);
          this.#write(4, 4, fpu.decimal.middle);
          this.#write(8, 2, fpu.decimal.top);
        }
        return fpu.completeStore(stored, true);
      }
      case 0xd94:
      case 0xdd4: {
        this.#wait2();
        for (let i = 0; i < 108; i++) fpu.image[i] = this.#read(i, 1);
        return opcode === 0xd9 ? fpu.loadEnvironment(format) : fpu.restoreState(format);
      }
      case 0xd95:
        this.#wait2();
        fpu.registers.control = this.#read(0, 2);
        return;
      case 0xd96:
      case 0xdd6: {
        const length = opcode === 0xd9 ? fpu.storeEnvironment(format) : fpu.saveState(format);
        for (let i = 0; i < length; i++) this.#write(i, 1, fpu.image[i]!);
        return opcode === 0xd9 ? fpu.completeStoreEnvironment() : fpu.initialise();
      }
      case 0xd97:
        return this.#write(0, 2, fpu.registers.control);
      case 0xdd7:
        return this.#write(0, 2, fpu.registers.status);
      default:
        throw new Fault(INVALID_OPCODE);
    }
  }

  #registerForm(opcode: number, reg: number, i: number, modrm: number): void {
    const { fpu } = this;
    const pop = reg === 3;
    switch (opcode) {
      case 0xd8:
        this.#wait2();
        if (reg === 2 || reg === 3) return fpu.compare(i, false, reg - 2);
        return fpu.arithmetic(reg, 0, i, false);
      case 0xdc:
      case 0xde:
        if (opcode === 0xde && reg === 3) {
          if (i !== 1) throw new Fault(INVALID_OPCODE);
          this.#wait2();
          return fpu.compare(1, false, 2);
        }
        this.#wait2();
        if (reg === 2 || reg === 3) return fpu.compare(i, false, opcode === 0xde ? 1 : reg - 2);
        return fpu.arithmetic(reg >= 4 ? reg ^ 1 : reg, i, 0, opcode === 0xde);
      case 0xda:
      case 0xdb:
        return this.#flagForm(opcode, reg, i, modrm);
      case 0xdd:
        if (reg > 5) throw new Fault(INVALID_OPCODE);
        this.#wait2();
        if (reg === 0) return fpu.free(i, false);
        if (reg === 1) return fpu.exchange(i);
        if (reg < 4) return fpu.storeRegister(i, pop);
        return fpu.compare(i, true, reg - 4);
      case 0xdf:
        if (reg === 4) {
          if (i !== 0) throw new Fault(INVALID_OPCODE);
          this.regs["eax"] = (this.regs["eax"]! & ~0xffff) | fpu.registers.status;
          return;
        }
        if (reg === 7) throw new Fault(INVALID_OPCODE);
        this.#wait2();
        if (reg === 0) return fpu.free(i, true);
        if (reg === 1) return fpu.exchange(i);
        if (reg < 4) return fpu.storeRegister(i, true);
        return this.#setFlags(fpu.compareToFlags(i, reg === 5, true));
      default:
        return this.#singleForm(reg, i, modrm);
    }
  }

  #setFlags(outcome: number): void {
    this.regs["eflags"] = (this.regs["eflags"]! & ~0x8d5) | (outcome >> 8);
  }

  #flagForm(opcode: number, reg: number, i: number, modrm: number): void {
    const { fpu } = this;
    if (modrm === 0xe9 && opcode === 0xda) return this.#waiting().compare(1, true, 2);
    if (opcode === 0xdb && reg === 4) {
      if (i === 2) fpu.clearExceptions();
      else if (i === 3) fpu.initialise();
      else if (i > 4) throw new Fault(INVALID_OPCODE);
      return;
    }
    if (opcode === 0xdb && (reg === 5 || reg === 6)) {
      this.#wait2();
      return this.#setFlags(fpu.compareToFlags(i, reg === 5, false));
    }
    if (reg > 3) throw new Fault(INVALID_OPCODE);
    this.#wait2();
    const flags = this.regs["eflags"]!;
    const condition = (flags & [1, 0x40, 0x41, 4][reg]!) !== 0;
    fpu.conditionalMove(i, condition === (opcode === 0xda));
  }

  #singleForm(reg: number, i: number, modrm: number): void {
    const { fpu } = this;
    const operation: (() => void) | undefined =
      reg === 0
        ? () => fpu.loadRegister(i)
        : reg === 1
          ? () => fpu.exchange(i)
          : reg === 3
            ? () => fpu.moveAndPop(i)
            : reg === 5 && i < 7
              ? () => fpu.loadConstant(i)
              : (
                  {
                    0xd0: () => {},
                    0xe0: () => fpu.changeSign(),
                    0xe1: () => fpu.absolute(),
                    0xe4: () => fpu.test(),
                    0xe5: () => fpu.examine(),
                    0xf0: () => fpu.exponential(),
                    0xf1: () => fpu.logarithm(),
                    0xf2: () => fpu.tangent(),
                    0xf3: () => fpu.arctangent(),
                    0xf4: () => fpu.extract(),
                    0xf5: () => fpu.remainder(true),
                    0xf6: () => fpu.rotate(-1),
                    0xf7: () => fpu.rotate(1),
                    0xf8: () => fpu.remainder(false),
                    0xf9: () => fpu.logarithmPlusOne(),
                    0xfa: () => fpu.squareRoot(),
                    0xfb: () => fpu.sineAndCosine(),
                    0xfc: () => fpu.roundToInteger(),
                    0xfd: () => fpu.scale(),
                    0xfe: () => fpu.sine(),
                    0xff: () => fpu.cosine(),
                  } as Record<number, () => void>
                )[modrm];
    if (operation === undefined) throw new Fault(INVALID_OPCODE);
    this.#wait2();
    operation();
  }
}

function loadState(fpu: Fpu, state: FpuState): void {
  const { registers } = fpu;
  registers.control = state.cw;
  registers.status = state.sw;
  for (const [i, hex] of state.st.entries()) {
    registers.writeBits(
      i,
      Number.parseInt(hex.slice(0, 4), 16),
      Number.parseInt(hex.slice(4, 12), 16) | 0,
      Number.parseInt(hex.slice(12), 16) | 0,
    );
  }
  registers.setTagWord(state.tw);
}

function readState(fpu: Fpu): FpuState {
  const { registers } = fpu;
  const hex = (value: number, digits: number): string => (value >>> 0).toString(16).padStart(digits, "0");
  return {
    cw: registers.control,
    sw: registers.status,
    tw: registers.tagWord(new Extended()),
    st: [0, 1, 2, 3, 4, 5, 6, 7].map(
      (i) => hex(registers.signExponent(i), 4) + hex(registers.high(i), 8) + hex(registers.low(i), 8),
    ),
  };
}

/** One register as an integer in which neighbours are one unit in the last place apart; null if not finite. */
function ordinal(hex: string): bigint | null {
  const exponent = Number.parseInt(hex.slice(0, 4), 16) & 0x7fff;
  if (exponent === 0x7fff) return null;
  return BigInt(exponent) * 2n ** 63n + (BigInt("0x" + hex.slice(4)) & (2n ** 63n - 1n));
}

function close(expected: string, found: string, ulp: number): boolean {
  if (expected === found) return true;
  const e = ordinal(expected);
  const f = ordinal(found);
  if (ulp === 0 || e === null || f === null) return false;
  if ((Number.parseInt(expected[0]!, 16) ^ Number.parseInt(found[0]!, 16)) & 8) return false;
  const distance = e > f ? e - f : f - e;
  return distance <= BigInt(ulp);
}

/** The differences from what silicon did; none is a pass. */
export function differences(vector: Vector, strict: boolean): string[] {
  if (vector.strictOnly !== undefined && !strict) return [];
  const run = new Run(vector);
  const found: string[] = [];
  const expect = (what: string, expected: unknown, actual: unknown): void => {
    if (expected !== actual) found.push(`${what}: expected ${String(expected)}, found ${String(actual)}`);
  };
  const exception = run.step();
  expect("exception", vector.exception?.vector ?? null, exception);
  if (exception !== null) for (const name of Object.keys(run.regs)) run.regs[name] = vector.initial.regs[name]!;
  for (const [name, value] of Object.entries(run.regs)) {
    expect(name, (vector.final.regs[name] ?? vector.initial.regs[name]!) >>> 0, value >>> 0);
  }
  const before = vector.initial.fpu;
  const expected: FpuState = { ...before, ...vector.final.fpu };
  const after = readState(run.fpu);
  expect("cw", expected.cw.toString(16), after.cw.toString(16));
  const swMask = strict ? 0xffff : vector.swMask;
  expect("sw", (expected.sw & swMask).toString(16), (after.sw & swMask).toString(16));
  expect("tw", expected.tw.toString(16), after.tw.toString(16));
  for (let i = 0; i < 8; i++) {
    const physical = (i + (expected.sw >> 11)) & 7;
    const empty = ((expected.tw >> (2 * physical)) & 3) === 3;
    if (empty && !strict) continue;
    if (!close(expected.st[i]!, after.st[i]!, vector.ulp ?? 0)) expect(`st${i}`, expected.st[i], after.st[i]);
  }
  const memory = new Map<number, number>();
  for (const [address, bytes] of [...vector.initial.ram, ...vector.final.ram]) {
    for (const [i, byte] of Buffer.from(bytes, "hex").entries()) memory.set(address + i, byte);
  }
  const isUndefined = (address: number): boolean =>
    !strict && (vector.undefined?.ram ?? []).some(([start, length]) => address >= start && address < start + length);
  for (const address of new Set([...memory.keys(), ...run.memory.keys()])) {
    if (!isUndefined(address)) expect(`[${address}]`, memory.get(address) ?? 0, run.memory.get(address) ?? 0);
  }
  return found;
}
