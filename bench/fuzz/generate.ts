/**
 * Random tests from the instruction table: an encoding of a row, and a state in which its memory operand lies where the
 * harness has memory. Layout of memory and selectors as in the vectors' `prot32`.
 */
import type { InstructionForm } from "../../core/vm/cpu/form.ts";
import { INSTRUCTIONS } from "../../core/vm/cpu/table.ts";
import { floatState } from "./float.ts";
import type { Start } from "./native.ts";
import { Draw, littleEndian } from "./random.ts";

const CODE = 0x10_0000;
const DATA = 0x11_0000;
const CODE_SELECTOR = 0x23;
const DATA_SELECTOR = 0x2b;
/** IF and the bit that is always set. */
const FLAGS_ALWAYS = 0x202;
const FLAG_BITS: Readonly<Record<string, number>> = { O: 0x800, S: 0x80, Z: 0x40, A: 0x10, P: 4, C: 1 };
const ARITHMETIC = 0x8d5;
const DIRECTION = 0x400;
/** All but RF. */
const ALL_FLAGS = 0x3e_ffff;

/**
 * What cannot be compared in a process under another kernel, with the reason. Segment loads and far transfers depend on
 * its descriptor tables, the trap flag that ends each test shows in PUSHF and is lost in POPF, the rest differ by model.
 */
const LEFT_OUT: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^(LES|LDS|LSS|LFS|LGS|LAR|LSL|VERR|VERW)$/, "reads the host's descriptor tables"],
  [/^(SGDT|SIDT|SLDT|STR|SMSW)$/, "the host's own tables, or emulated (UMIP)"],
  [/^(RETF|IRET)$/, "far transfer"],
  [/^(PUSHF|POPF)$/, "the trap flag of the harness"],
  [/^(INT|INT1)$/, "the host's interrupt table; a trap that looks like the end of the test"],
  [/^(CPUID|RDTSC|RDMSR|WRMSR)$/, "differs by model and time"],
];

/** What other vendors' processors do otherwise, beyond undefined flags. */
const INTEL_ONLY: readonly (readonly [pattern: RegExp, reason: string])[] = [
  [/^PUSH [C-GS]S$/, "AMD writes the whole slot, Intel two bytes of it"],
  [/^SH[LR]D /, "16-bit shifts by more than 16 are undefined"],
  [/^MOV (Rd,Cd|Cd,Rd)$/, "a reserved register is #UD before #GP on AMD"],
];

function leftOut(row: InstructionForm): boolean {
  if (LEFT_OUT.some(([pattern]) => pattern.test(row.mnemonic))) return true;
  const operands = row.operands.join(",");
  // Far CALL and JMP, MOV to and POP of segment registers; moves of segment registers keep selectors of the host out.
  return /Ap|Mp|^Sw|,Sw/.test(operands) || (row.mnemonic === "POP" && /^[C-GS]S$/.test(operands));
}

/** The rows that can be compared on this processor. */
export function comparableRows(intel: boolean): readonly InstructionForm[] {
  const syntax = (row: InstructionForm): string => `${row.mnemonic} ${row.operands.join(",")}`;
  const rows = INSTRUCTIONS.filter((row) => !leftOut(row));
  return intel ? rows : rows.filter((row) => !INTEL_ONLY.some(([pattern]) => pattern.test(syntax(row))));
}

/** Test number `index` of the run with that seed; every row comes equally often. */
export function generate(rows: readonly InstructionForm[], seed: number, index: number): Start {
  const draw = new Draw(`fuzz-cpu/${seed}/${index}`);
  const row = rows[index % rows.length] as InstructionForm;
  return new Generator(draw, row).make(`${seed}-${index}`);
}

class Generator {
  readonly #draw: Draw;
  readonly #row: InstructionForm;
  readonly #regs: Record<string, number> = {};
  readonly #ram: [number, string][] = [];

  constructor(draw: Draw, row: InstructionForm) {
    this.#draw = draw;
    this.#row = row;
  }

  make(id: string): Start {
    const draw = this.#draw;
    const row = this.#row;
    const regs = this.#regs;
    for (const name of ["eax", "ecx", "edx", "ebx", "ebp", "esi", "edi"]) regs[name] = draw.number() >>> 0;
    regs["esp"] = DATA + 0x8000 + 2 * draw.below(0x100);
    regs["eip"] = CODE + draw.below(0x1000);
    regs["eflags"] = FLAGS_ALWAYS | (draw.int32() & ARITHMETIC) | (draw.oneIn(3) ? DIRECTION : 0);
    for (const name of ["es", "ss", "ds", "fs", "gs"]) regs[name] = DATA_SELECTOR;
    regs["cs"] = CODE_SELECTOR;
    this.#ram.push([(regs["esp"] ?? 0) - 8, draw.bytes(64)]);
    this.#stayInside();
    const bytes = this.#encode();
    const fpu = isFloat(row) ? { fpu: floatState(draw) } : {};
    return {
      id,
      op: `${row.opcode} ${row.mnemonic}`,
      mode: "prot32",
      bytes,
      initial: { regs, ram: this.#ram, ...fpu },
      flagsMask: flagsMask(row),
      flagsMaskStrict: ALL_FLAGS,
      swMask: 0xffff,
      ...(TRANSCENDENTAL.has(row.mnemonic) ? { ulp: 1, swMask: TRANSCENDENTAL_STATUS } : {}),
    };
  }

  /** Registers that lead to memory by other ways than a ModR/M byte. */
  #stayInside(): void {
    const { mnemonic } = this.#row;
    if (mnemonic === "ENTER" || mnemonic === "LEAVE") this.#regs["ebp"] = DATA + 0x4000 + this.#draw.below(0x1000);
    if (!/^BT[SRC]?$/.test(mnemonic)) return;
    // Bit offsets reach 2^31 bits to both sides of the operand.
    for (const name of ["eax", "ecx", "edx", "ebx", "ebp", "esi", "edi"])
      this.#regs[name] = (this.#draw.int32() >> 18) >>> 0;
  }

  #encode(): string {
    const draw = this.#draw;
    const row = this.#row;
    const operand16 = draw.oneIn(4);
    const address16 = draw.oneIn(8);
    const isString = row.operands.some((operand) => /^[XY]/.test(operand)) || row.mnemonic === "XLAT";
    let prefixes = (operand16 ? "66" : "") + (address16 ? "67" : "");
    if (draw.oneIn(8)) prefixes += draw.pick(["26", "36", "3e", "64", "65"]);
    if (isString) {
      prefixes += draw.pick(["", "f2", "f3"]);
      this.#pointString(address16);
    }
    const match = /^((?:0F )?)([0-9A-F]{2})(\+r)?(?: \/([0-7r]))?(?: ([0-9A-F]{2})(\+i)?)?$/.exec(row.opcode);
    if (match === null) throw new Error(`fuzz: cannot read opcode "${row.opcode}" of ${row.mnemonic}`);
    const [, escape, byte = "", plusRegister, extension, modrm, plusI] = match;
    const last = Number.parseInt(byte, 16) + (plusRegister === undefined ? 0 : draw.below(8));
    let code = (escape === "" ? "" : "0f") + littleEndian(last, 1);
    let inMemory = false;
    if (modrm !== undefined)
      code += littleEndian(Number.parseInt(modrm, 16) + (plusI === undefined ? 0 : draw.below(8)), 1);
    else if (extension !== undefined) {
      const reg = extension === "r" ? draw.below(8) : Number(extension);
      inMemory = row.operands.some((operand) => operand.startsWith("M")) || (!this.#needsRegister() && draw.oneIn(2));
      code += inMemory ? this.#memoryOperand(reg, address16) : littleEndian(0xc0 | (reg << 3) | draw.below(8), 1);
    }
    if (row.lock === true && inMemory && draw.oneIn(8)) prefixes = "f0" + prefixes;
    return prefixes + code + this.#immediate(operand16, address16);
  }

  #needsRegister(): boolean {
    return this.#row.operands.some((operand) => /^[RCD][a-z]$/.test(operand));
  }

  /** ModR/M with what follows; the registers in it are set so that the operand lies in memory of the test. */
  #memoryOperand(reg: number, address16: boolean): string {
    const draw = this.#draw;
    const target = address16 ? 0x1000 + draw.below(0xe000) : DATA + 0x1000 + draw.below(0x6000);
    this.#ram.push([target, this.#operandBytes()]);
    return address16 ? this.#address16(reg, target) : this.#address32(reg, target);
  }

  #operandBytes(): string {
    return this.#draw.bytes(/^(FRSTOR|FLDENV)$/.test(this.#row.mnemonic) ? 108 : 16);
  }

  #address32(reg: number, target: number): string {
    const draw = this.#draw;
    const names = ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"];
    const mod = draw.below(3);
    const displacement = mod === 0 ? 0 : mod === 1 ? (draw.int32() << 24) >> 24 : draw.number();
    const tail = mod === 0 ? "" : littleEndian(displacement, mod === 1 ? 1 : 4);
    if (draw.oneIn(6)) return littleEndian((reg << 3) | 5, 1) + littleEndian(target, 4);
    const base = draw.pick(mod === 0 ? [0, 1, 2, 3, 6, 7] : [0, 1, 2, 3, 5, 6, 7]);
    if (draw.oneIn(2)) {
      this.#regs[names[base] as string] = (target - displacement) >>> 0;
      return littleEndian((mod << 6) | (reg << 3) | base, 1) + tail;
    }
    const index = draw.pick([0, 1, 2, 3, 4, 5, 6, 7].filter((register) => register !== base));
    const scale = draw.below(4);
    const offset = index === 4 ? 0 : (this.#regs[names[index] as string] ?? 0) << scale;
    this.#regs[names[base] as string] = (target - displacement - offset) >>> 0;
    const sib = (scale << 6) | (index << 3) | base;
    return littleEndian((mod << 6) | (reg << 3) | 4, 1) + littleEndian(sib, 1) + tail;
  }

  #address16(reg: number, target: number): string {
    const draw = this.#draw;
    const mod = draw.below(3);
    const rm = draw.below(8);
    if (mod === 0 && rm === 6) return littleEndian((reg << 3) | 6, 1) + littleEndian(target, 2);
    const displacement = mod === 0 ? 0 : mod === 1 ? (draw.int32() << 24) >> 24 : draw.int32() & 0xffff;
    const [base, index] = (
      [
        ["ebx", "esi"],
        ["ebx", "edi"],
        ["ebp", "esi"],
        ["ebp", "edi"],
        ["esi", ""],
        ["edi", ""],
        ["ebp", ""],
        ["ebx", ""],
      ] as const
    )[rm] as readonly [string, string];
    const offset = index === "" ? 0 : (this.#regs[index] ?? 0);
    this.#regs[base] = (((this.#regs[base] ?? 0) & 0xffff_0000) | ((target - offset - displacement) & 0xffff)) >>> 0;
    return littleEndian((mod << 6) | (reg << 3) | rm, 1) + (mod === 0 ? "" : littleEndian(displacement, mod));
  }

  /** Sources and destinations of string instructions, few iterations, and something to find. */
  #pointString(address16: boolean): void {
    const draw = this.#draw;
    const regs = this.#regs;
    const base = address16 ? 0x4000 : DATA + 0x2000;
    regs["esi"] = base + draw.below(0x100);
    regs["edi"] = base + (draw.oneIn(2) ? draw.below(0x120) : 0x400);
    regs["ecx"] = draw.below(24);
    regs["ebx"] = base;
    this.#ram.push([base - 0x40, draw.bytes(0x200)], [base + 0x3c0, draw.bytes(0x80)]);
  }

  #immediate(operand16: boolean, address16: boolean): string {
    const draw = this.#draw;
    let hex = "";
    for (const operand of this.#row.operands) {
      const size = operand[1];
      if (operand.startsWith("O"))
        hex += littleEndian(address16 ? draw.below(0x1_0000) : DATA + draw.below(0x8000), address16 ? 2 : 4);
      else if (/^[IJ]/.test(operand))
        hex += littleEndian(draw.number(), size === "w" ? 2 : size === "z" ? (operand16 ? 2 : 4) : 1);
    }
    return this.#row.mnemonic === "ENTER" ? littleEndian(draw.below(0x200), 2) + littleEndian(draw.below(4), 1) : hex;
  }
}

/** Of these the last unit is each processor's own, and with it C1, underflow, inexactness, and ES and B that follow. */
const TRANSCENDENTAL = new Set(["F2XM1", "FYL2X", "FYL2XP1", "FPTAN", "FPATAN", "FSIN", "FCOS", "FSINCOS"]);

const TRANSCENDENTAL_STATUS = 0x7d4f;

function isFloat(row: InstructionForm): boolean {
  return /^D[8-F]|^9B/.test(row.opcode);
}

/** All but the flags that the table calls undefined. */
function flagsMask(row: InstructionForm): number {
  let mask = ALL_FLAGS;
  for (const letter of row.flags) if (/[oszapc]/.test(letter)) mask &= ~(FLAG_BITS[letter.toUpperCase()] ?? 0);
  return mask;
}
