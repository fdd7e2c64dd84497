/** Runs CPU test vectors: one instruction from a given state, compared with what silicon made of it. */
import type { Bus } from "../../core/vm/bus.ts";
import { Cpu } from "../../core/vm/cpu/cpu.ts";
import { carryOf, resultOf, arithmeticFlags, ARITHMETIC } from "../../core/vm/cpu/flags.ts";
import { LinearMemory, linearMemoryBytes, RAM_OFFSET, SEGMENT, SEGMENT_WORDS, WORD } from "../../core/vm/layout.ts";
import { compareFpu, loadFpu } from "./fpu.ts";

type Registers = Partial<Record<string, number>>;
type Ram = readonly (readonly [address: number, bytes: string])[];

/** One test; the format is described in the suite's README. */
export interface Vector {
  readonly id: string;
  readonly op: string;
  readonly mode: "real16" | "prot32";
  readonly bytes: string;
  readonly initial: { readonly regs: Registers; readonly ram: Ram; readonly fpu?: FpuState };
  readonly final: { readonly regs: Registers; readonly ram: Ram; readonly fpu?: Partial<FpuState> };
  readonly flagsMask: number;
  readonly flagsMaskStrict: number;
  readonly exception: { readonly vector: number; readonly errorCode: number | null } | null;
  readonly flagsRam?: number;
  readonly swMask?: number;
  readonly ulp?: number;
  readonly undefined?: { readonly regs?: readonly string[]; readonly ram?: readonly (readonly [number, number])[] };
  readonly strictOnly?: string;
}

export interface FpuState {
  readonly cw: number;
  readonly sw: number;
  readonly tw: number;
  readonly st: readonly string[];
}

const GPR = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
const SEGMENTS = ["es", "cs", "ss", "ds", "fs", "gs"];
const RF = 0x1_0000;

/** Where the protected-mode machine keeps what the tests do not see. */
const GDT = 0x18_0000;
const IDT = 0x18_1000;
const TSS = 0x18_2000;
const STACK0 = 0x18_4000;
/** Handler of vector n: one byte past this plus n. */
const HANDLERS = 0x18_5000;

class TestBus implements Bus {
  portRead(_port: number, size: 1 | 2 | 4): number {
    return size === 4 ? 0xffff_ffff : (1 << (8 * size)) - 1;
  }
  portWrite(): void {}
  mmioRead(_address: number, size: 1 | 2 | 4): number {
    return size === 4 ? 0xffff_ffff : (1 << (8 * size)) - 1;
  }
  mmioWrite(): void {}
  acknowledgeInterrupt(): number {
    return 0xff;
  }
  readTimestampCounter(): number {
    return 0;
  }
  signalFloatError(): void {}
}

export class VectorRunner {
  readonly #memory: LinearMemory;
  readonly #cpu: Cpu;
  /** Epoch in which the present test began: pages written since are compared and cleared. */
  #epoch = 0;

  constructor() {
    const ramBytes = 0x20_0000;
    this.#memory = new LinearMemory(new ArrayBuffer(linearMemoryBytes(ramBytes)), ramBytes);
    this.#cpu = new Cpu(this.#memory, new TestBus());
  }

  /** Runs one test; what is wrong, or null, or "skipped". */
  run(vector: Vector, strict: boolean): string | null {
    if (!strict && vector.strictOnly !== undefined) return "skipped";
    this.#clear();
    this.#cpu.reset();
    if (vector.mode === "prot32") this.#protect();
    this.#load(vector);
    return vector.mode === "prot32" ? this.#runProtected(vector, strict) : this.#runReal(vector, strict);
  }

  #clear(): void {
    const { ram, pageEpochs } = this.#memory;
    for (let page = 0; page < pageEpochs.length; page += 1) {
      if ((pageEpochs[page] as number) >= this.#epoch) {
        ram.fill(0, page * 4096, page * 4096 + 4096);
        this.#cpu.ramWritten(page * 4096, 4096);
      }
    }
    this.#epoch = this.#memory.beginEpoch();
  }

  #poke(address: number, bytes: string): void {
    const data = Buffer.from(bytes, "hex");
    this.#memory.ram.set(data, address);
    this.#cpu.ramWritten(address, data.length);
  }

  #poke32(address: number, ...words: number[]): void {
    words.forEach((word, i) => {
      this.#memory.i32[(RAM_OFFSET + address + i * 4) >> 2] = word;
    });
    this.#cpu.ramWritten(address, words.length * 4);
  }

  #protect(): void {
    const m = this.#memory.i32;
    const code0 = [0x0000_ffff, 0x00cf_9b00];
    const data0 = [0x0000_ffff, 0x00cf_9300];
    this.#poke32(GDT, 0, 0, ...code0, ...code0, ...data0, 0x0000_ffff, 0x00cf_fb00, 0x0000_ffff, 0x00cf_f300);
    for (let vector = 0; vector < 256; vector += 1) {
      const dpl = vector === 3 || vector === 4 ? 0x6000 : 0;
      this.#poke32(
        IDT + vector * 8,
        (8 << 16) | ((HANDLERS + vector) & 0xffff),
        (HANDLERS & 0xffff_0000) | 0x8e00 | dpl,
      );
    }
    this.#poke32(TSS + 4, STACK0, 0x18);
    this.#poke32(TSS + 0x64, 0x0068_0000);
    this.#poke32(TSS + 0x68, ...Array.from({ length: 2049 }, () => -1));
    m[WORD.CR0] = 0x33;
    m[WORD.GDTR_BASE] = GDT;
    m[WORD.GDTR_LIMIT] = 0x7f;
    m[WORD.IDTR_BASE] = IDT;
    m[WORD.IDTR_LIMIT] = 0x7ff;
    m[WORD.CPL] = 3;
    this.#segment(SEGMENT.TR, 0x40, TSS, 0x206c, 0x8b00);
    this.#segment(SEGMENT.LDTR, 0, 0, 0, 0);
  }

  #segment(segment: number, selector: number, base: number, limit: number, attributes: number): void {
    this.#memory.i32.set([selector, base, limit, attributes], WORD.SEGMENTS + segment * SEGMENT_WORDS);
  }

  #load(vector: Vector): void {
    const m = this.#memory.i32;
    const regs = vector.initial.regs;
    GPR.forEach((name, i) => (m[WORD.GPR + i] = regs[name] ?? 0));
    SEGMENTS.forEach((name, i) => {
      const selector = regs[name] ?? 0;
      if (vector.mode === "real16") this.#segment(i, selector, selector << 4, 0xffff, 0x9300);
      else if (selector < 4) this.#segment(i, selector, 0, 0, 0);
      else this.#segment(i, selector, 0, -1, name === "cs" ? 0xcf_fb00 & 0xf0_ff00 : 0xcf_f300 & 0xf0_ff00);
    });
    const flags = regs["eflags"] ?? 2;
    m[WORD.EIP] = regs["eip"] ?? 0;
    m[WORD.FLAGS] = (flags & ~ARITHMETIC) | 2;
    m[WORD.LAZY_RESULT] = resultOf(flags);
    m[WORD.LAZY_CARRY] = carryOf(flags);
    for (const [address, bytes] of vector.initial.ram) this.#poke(address, bytes);
    if (vector.mode === "prot32") this.#poke(regs["eip"] ?? 0, vector.bytes);
    if (vector.initial.fpu !== undefined) loadFpu(this.#memory, vector.initial.fpu);
    this.#memory.dropDerived();
  }

  /** Units until an instruction is retired, or something delivered (in real mode: CS changes). */
  #step(): void {
    const m = this.#memory.i32;
    const before = this.#cpu.instructions;
    const codeBefore = m[WORD.SEGMENTS + SEGMENT.CS * SEGMENT_WORDS] as number;
    for (let units = 0; units < 100_000; units += 1) {
      this.#cpu.run(1);
      const code = m[WORD.SEGMENTS + SEGMENT.CS * SEGMENT_WORDS] as number;
      if (this.#cpu.instructions !== before || code !== codeBefore || (m[WORD.ACTIVITY] as number) !== 0) return;
    }
  }

  #runProtected(vector: Vector, strict: boolean): string | null {
    const m = this.#memory.i32;
    this.#step();
    const differences: string[] = [];
    let exception: number | null = null;
    let errorCode: number | null = null;
    const entered = (m[WORD.CPL] as number) === 0;
    const seen: Registers = {};
    const flagsNow = (): number =>
      (m[WORD.FLAGS] as number) | arithmeticFlags(m[WORD.LAZY_RESULT] as number, m[WORD.LAZY_CARRY] as number);
    GPR.forEach((name, i) => (seen[name] = (m[i] as number) >>> 0));
    SEGMENTS.forEach((name, i) => (seen[name] = m[WORD.SEGMENTS + i * SEGMENT_WORDS] as number));
    seen["eip"] = (m[WORD.EIP] as number) >>> 0;
    seen["eflags"] = flagsNow();
    if (entered) {
      exception = (m[WORD.EIP] as number) - HANDLERS;
      let at = (RAM_OFFSET + (m[4] as number)) >> 2;
      if ([8, 10, 11, 12, 13, 14].includes(exception)) errorCode = m[at++] as number;
      seen["eip"] = (m[at] as number) >>> 0;
      seen["cs"] = (m[at + 1] as number) & 0xffff;
      seen["eflags"] = m[at + 2] as number;
      seen["esp"] = (m[at + 3] as number) >>> 0;
      seen["ss"] = (m[at + 4] as number) & 0xffff;
    }
    if (exception !== (vector.exception?.vector ?? null) || errorCode !== (vector.exception?.errorCode ?? null)) {
      differences.push(
        `exception: expected ${JSON.stringify(vector.exception)}, found ${JSON.stringify({ vector: exception, errorCode })}`,
      );
    }
    const masked = strict ? vector.flagsMaskStrict : vector.flagsMask;
    this.#compareRegisters(vector, seen, masked & ~RF, strict, differences);
    this.#compareRam(vector, strict, differences, (address) => address >= GDT);
    differences.push(...compareFpu(this.#memory, vector, strict));
    return differences.length === 0 ? null : differences.join("; ");
  }

  #runReal(vector: Vector, strict: boolean): string | null {
    const m = this.#memory.i32;
    this.#step();
    const differences: string[] = [];
    const seen: Registers = {};
    GPR.forEach((name, i) => (seen[name] = (m[i] as number) & 0xffff));
    SEGMENTS.forEach((name, i) => (seen[name] = m[WORD.SEGMENTS + i * SEGMENT_WORDS] as number));
    seen["eip"] = m[WORD.EIP] as number;
    seen["eflags"] =
      (m[WORD.FLAGS] as number) | arithmeticFlags(m[WORD.LAZY_RESULT] as number, m[WORD.LAZY_CARRY] as number);
    this.#compareRegisters(
      vector,
      seen,
      (strict ? vector.flagsMaskStrict : vector.flagsMask) & 0xffff,
      strict,
      differences,
    );
    this.#compareRam(vector, strict, differences, () => false);
    return differences.length === 0 ? null : differences.join("; ");
  }

  #compareRegisters(vector: Vector, seen: Registers, flagsMask: number, strict: boolean, differences: string[]): void {
    for (const name of [...GPR, ...SEGMENTS, "eip", "eflags"]) {
      if (!strict && vector.undefined?.regs?.includes(name) === true) continue;
      const mask = name === "eflags" ? flagsMask : -1;
      const expected = vector.final.regs[name] ?? vector.initial.regs[name] ?? 0;
      const found = seen[name] as number;
      if (((expected ^ found) & mask) !== 0) {
        differences.push(
          `${name}: expected ${((expected & mask) >>> 0).toString(16)}, found ${((found & mask) >>> 0).toString(16)}`,
        );
      }
    }
  }

  #compareRam(vector: Vector, strict: boolean, differences: string[], own: (address: number) => boolean): void {
    const { ram, pageEpochs } = this.#memory;
    const expected = new Map<number, number>();
    const put = (address: number, bytes: string): void =>
      Buffer.from(bytes, "hex").forEach((byte, i) => expected.set(address + i, byte));
    if (vector.mode === "prot32") put(vector.initial.regs["eip"] ?? 0, vector.bytes);
    for (const [address, bytes] of vector.initial.ram) put(address, bytes);
    for (const [address, bytes] of vector.final.ram) put(address, bytes);
    const skip = new Set<number>();
    if (!strict) {
      for (const [address, length] of vector.undefined?.ram ?? [])
        for (let i = 0; i < length; i += 1) skip.add(address + i);
    }
    const masks = new Map<number, number>();
    if (vector.flagsRam !== undefined) {
      const mask = strict ? vector.flagsMaskStrict : vector.flagsMask;
      masks.set(vector.flagsRam, mask & 0xff);
      masks.set(vector.flagsRam + 1, (mask >> 8) & 0xff);
    }
    for (let page = 0; page < pageEpochs.length; page += 1) {
      if ((pageEpochs[page] as number) < this.#epoch) continue;
      for (let address = page * 4096; address < page * 4096 + 4096; address += 1) {
        if (own(address) || skip.has(address)) continue;
        const mask = masks.get(address) ?? 0xff;
        const want = (expected.get(address) ?? 0) & mask;
        const found = (ram[address] as number) & mask;
        if (want !== found)
          differences.push(`[${address.toString(16)}]: expected ${want.toString(16)}, found ${found.toString(16)}`);
      }
    }
  }
}
