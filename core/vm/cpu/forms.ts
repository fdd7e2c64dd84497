/** The table made ready for lookup: by opcode and ModR/M byte, with operands turned into what the decoder fills in. */
import { CASES } from "./hot/cases.ts";
import { undefinedOpcode, tooLong } from "./ops/system.ts";
import { form, type Handler, type InstructionForm } from "./form.ts";
import { INSTRUCTIONS } from "./table.ts";

/** Handler numbers below are cases of the interpreter's switch; 0 leaves the block. */
export const GENERIC_BASE = 512;
/** Handlers from here on end a block. */
export const ENDING_BASE = 768;

/** Where the r/m operand of the record comes from. */
export const E_SOURCE = { NONE: 0, MODRM: 1, OPCODE: 2, ACCUMULATOR: 3, OFFSET: 4, STRING: 5, REGISTER: 6 } as const;
export const IMMEDIATE = {
  NONE: 0,
  BYTE: 1,
  WORD: 2,
  FULL: 3,
  RELATIVE8: 4,
  RELATIVE: 5,
  FAR: 6,
  WORD_BYTE: 7,
} as const;
/** Operand size: log2 of bytes, or by operand-size prefix. */
export const SIZE_V = 3;

export interface CompiledForm {
  readonly form: InstructionForm;
  /** Number of its generic handler. */
  readonly handler: number;
  readonly hasModrm: boolean;
  readonly size: number;
  readonly eSource: number;
  /** The reg field is an 8-bit register. */
  readonly byteRegister: boolean;
  /** The r/m register is an 8-bit register. */
  readonly byteRm: boolean;
  readonly immediate: number;
  readonly memoryOnly: boolean;
  /** Destination in the r/m field, source in the reg field. */
  readonly swapped: boolean;
  /** The source is the constant 1. */
  readonly one: boolean;
  /** The register is wider than the r/m operand and follows the operand-size prefix. */
  readonly widens: boolean;
  /** A branch relative to EIP. */
  readonly relative: boolean;
  /** Cases of the interpreter's switch: by operand size (log2), for registers, then for memory; 0 where there is none. */
  readonly hot: readonly number[];
}

const continuing: Handler[] = [];
const ending: Handler[] = [];

function numberOf(handler: Handler, ends: boolean): number {
  const list = ends ? ending : continuing;
  let index = list.indexOf(handler);
  if (index < 0) index = list.push(handler) - 1;
  return (ends ? ENDING_BASE : GENERIC_BASE) + index;
}

function sizeLetter(letter: string | undefined): number {
  switch (letter) {
    case "b":
      return 0;
    case "w":
      return 1;
    case "d":
      return 2;
    default:
      return SIZE_V;
  }
}

function eSourceOf(operands: readonly string[]): number {
  for (const operand of operands) {
    switch (operand[0]) {
      case "E":
      case "M":
        return E_SOURCE.MODRM;
      case "R":
        return E_SOURCE.REGISTER;
      case "Z":
        return E_SOURCE.OPCODE;
      case "O":
        return E_SOURCE.OFFSET;
      case "X":
      case "Y":
        return E_SOURCE.STRING;
      default:
    }
  }
  return operands[0] === "AL" || operands[0] === "eAX" ? E_SOURCE.ACCUMULATOR : E_SOURCE.NONE;
}

function immediateOf(operands: readonly string[]): number {
  const text = operands.join(",");
  if (text === "Iw,Ib") return IMMEDIATE.WORD_BYTE;
  for (const operand of operands) {
    if (operand === "Ib" || operand === "Is") return IMMEDIATE.BYTE;
    if (operand === "Iw") return IMMEDIATE.WORD;
    if (operand === "Iz") return IMMEDIATE.FULL;
    if (operand === "Jb") return IMMEDIATE.RELATIVE8;
    if (operand === "Jz") return IMMEDIATE.RELATIVE;
    if (operand === "Ap") return IMMEDIATE.FAR;
  }
  return IMMEDIATE.NONE;
}

/** Conditional families have one case for all conditions, save the jumps. */
function caseMnemonic(row: InstructionForm): string {
  if (row.mnemonic.startsWith("SET")) return "SET";
  return row.mnemonic.startsWith("CMOV") ? "CMOV" : row.mnemonic;
}

/** The shape letter of an operand in a case's name; "?" for one that no case has. */
function shapeOf(operand: string, memory: boolean): string {
  if (/^E[bwvd]$/.test(operand)) return memory ? "m" : "r";
  if (/^(G[bv]|Z[bv]|AL|eAX)$/.test(operand)) return "r";
  if (/^(M|O[bv])$/.test(operand)) return "m";
  if (/^(I[bsz]|1)$/.test(operand)) return "i";
  if (/^J[bz]$/.test(operand)) return "j";
  return operand === "CL" ? "c" : "?";
}

function hotCases(row: InstructionForm): number[] {
  const hot = [0, 0, 0, 0, 0, 0];
  for (const memory of [false, true]) {
    const shape = row.operands.map((operand) => shapeOf(operand, memory)).join("");
    // Rotates by the constant 1 set OF, those by an immediate do not.
    if (row.operands[1] === "1" && row.mnemonic.startsWith("R")) continue;
    if (shape.includes("m") !== memory) continue;
    for (let size = 0; size < 3; size += 1) {
      hot[size + (memory ? 3 : 0)] = CASES.get(`${caseMnemonic(row)}${8 << size} ${shape}`) ?? 0;
    }
  }
  return hot;
}

function compile(row: InstructionForm): CompiledForm {
  const operands = row.operands;
  const eSource = eSourceOf(operands);
  const first =
    operands.find((operand) => /^[EMRZO]/.test(operand)) ?? operands.find((operand) => /^[XY]/.test(operand));
  let size = first === undefined ? SIZE_V : sizeLetter(first[1]);
  if (first === undefined && operands.includes("AL")) size = 0;
  const register = operands.find((operand) => operand.startsWith("G"));
  return {
    form: row,
    handler: numberOf(row.handler, row.ends === true),
    hasModrm: row.opcode.includes("/") || operands.some((operand) => /^[EGMRCDS][a-z]?$/.test(operand)),
    size,
    eSource,
    byteRegister: register === "Gb",
    byteRm: size === 0,
    immediate: immediateOf(operands),
    memoryOnly: operands.some((operand) => operand.startsWith("M")),
    swapped: operands[0]?.startsWith("E") === true && register !== undefined,
    one: operands[1] === "1",
    widens: register === "Gv" && size !== SIZE_V,
    relative: operands[0]?.startsWith("J") === true,
    hot: hotCases(row),
  };
}

/**
 * By opcode (one-byte 0..255, 0F xx 256..511): null (undefined), one form for any ModR/M, or 72 of them: 8 by reg field
 * for memory operands, then 64 for register operands.
 */
export type Slot = CompiledForm | null | readonly (CompiledForm | null)[];
const slots: Slot[] = Array.from({ length: 512 }, () => null);

function enter(row: InstructionForm): void {
  const match = /^(0F )?([0-9A-F]{2})(\+r)?(?: \/([0-7r]))?(?: ([0-9A-F]{2})(\+i)?)?$/.exec(row.opcode);
  if (match === null) throw new Error(`instruction table: cannot read opcode "${row.opcode}" of ${row.mnemonic}`);
  const [, escape, byte, plusRegister, extension, modrm, plusI] = match;
  const opcode = (escape === undefined ? 0 : 256) + Number.parseInt(byte as string, 16);
  const compiled = compile(row);
  if (plusRegister !== undefined) {
    for (let r = 0; r < 8; r += 1) slots[opcode + r] ??= compiled;
    return;
  }
  if (modrm !== undefined) {
    const list = group(opcode);
    const start = 8 + (Number.parseInt(modrm, 16) & 0x3f);
    for (let i = start; i < start + (plusI === undefined ? 1 : 8); i += 1) list[i] = compiled;
    return;
  }
  if (extension === undefined || extension === "r") {
    if (!compiled.memoryOnly) {
      slots[opcode] = compiled;
      return;
    }
    const list = group(opcode);
    for (let i = 0; i < 8; i += 1) list[i] = compiled;
    return;
  }
  const reg = Number(extension);
  const list = group(opcode);
  list[reg] = compiled;
  if (!compiled.memoryOnly) for (let rm = 0; rm < 8; rm += 1) list[8 + reg * 8 + rm] ??= compiled;
}

function group(opcode: number): (CompiledForm | null)[] {
  const slot = slots[opcode];
  if (Array.isArray(slot)) return slot as (CompiledForm | null)[];
  const list: (CompiledForm | null)[] = Array.from({ length: 72 }, () => null);
  slots[opcode] = list;
  return list;
}

/** What the decoder gives for bytes that are no instruction. */
export const UNDEFINED = compile(form("0F 0B", "(bad)", "......", undefinedOpcode, { ends: true }));
export const TOO_LONG = compile(form("0F 0B", "(bad)", "......", tooLong, { ends: true }));

for (const row of INSTRUCTIONS) enter(row);

export const FORMS: readonly Slot[] = slots;
/** Generic handlers by number less `GENERIC_BASE` or `ENDING_BASE`. */
export const CONTINUING: readonly Handler[] = continuing;
export const ENDING: readonly Handler[] = ending;

/** The forms that have cases of their own in the interpreter's switch. */
export function hotForms(): CompiledForm[] {
  const forms = slots.flatMap((slot) => (slot === null ? [] : "form" in slot ? [slot] : slot));
  return [...new Set(forms)].filter(
    (compiled) => compiled !== null && compiled.hot.some((number) => number !== 0),
  ) as CompiledForm[];
}
