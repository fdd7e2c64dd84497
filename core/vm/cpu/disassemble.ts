/**
 * Instructions as text, from the table and the decoder that run them. Syntax: destination first, `[ds:base+index*4+8]`,
 * numbers hexadecimal, memory sizes always written.
 */
import { SEGMENT } from "../layout.ts";
import { decode, decodedForm } from "./decode.ts";
import { E_SOURCE, TOO_LONG, UNDEFINED } from "./forms.ts";
import { ADDRESS16, LOCK, MEMORY, MODE, OPERAND16 } from "./record.ts";

export interface Disassembly {
  readonly text: string;
  /** Bytes, or 0 where the instruction goes on beyond those given. */
  readonly length: number;
}

const REGISTERS = [
  ["al", "cl", "dl", "bl", "ah", "ch", "dh", "bh"],
  ["ax", "cx", "dx", "bx", "sp", "bp", "si", "di"],
  ["eax", "ecx", "edx", "ebx", "esp", "ebp", "esi", "edi"],
] as const;
const SEGMENT_NAMES = ["es", "cs", "ss", "ds", "fs", "gs", "segr6", "segr7"];
const SIZE_NAMES: Readonly<Record<string, string>> = { b: "byte ", w: "word ", d: "dword ", q: "qword ", t: "tword " };
const ZERO_REGISTER = 8;
/** Mnemonics of one opcode that tell by the operand size what they do. */
const BY_SIZE: Readonly<Record<string, readonly [size16: string, size32: string]>> = {
  CBW: ["cbw", "cwde"],
  CWD: ["cwd", "cdq"],
  PUSHA: ["pushaw", "pusha"],
  POPA: ["popaw", "popa"],
  PUSHF: ["pushfw", "pushf"],
  POPF: ["popfw", "popf"],
  IRET: ["iretw", "iret"],
  RET: ["retw", "ret"],
  RETF: ["retfw", "retf"],
};
const BY_ADDRESS: Readonly<Record<string, readonly [address16: string, address32: string]>> = {
  JCXZ: ["jcxz", "jecxz"],
};

const record = new Int32Array(4);

/** Number in hexadecimal, as wide as it needs to be. */
function hex(value: number): string {
  return `0x${(value >>> 0).toString(16)}`;
}

function byteRegister(offset: number): string {
  return REGISTERS[0][(offset >> 2) | ((offset & 1) << 2)] ?? "?";
}

/** The register operand in a field of word 0. */
function register(field: number, size: number): string {
  return size === 0 ? byteRegister(field) : (REGISTERS[size as 1 | 2][field] ?? "?");
}

function address(segmentShown: boolean): string {
  const word = record[0];
  const names = REGISTERS[(word & ADDRESS16) === 0 ? 2 : 1];
  const base = (word >> 14) & 15;
  const index = (word >> 18) & 15;
  const scale = 1 << ((word >> 22) & 3);
  const parts: string[] = [];
  if (base !== ZERO_REGISTER) parts.push(names[base] as string);
  if (index !== ZERO_REGISTER) parts.push((names[index] as string) + (scale === 1 ? "" : `*${scale}`));
  const displacement = record[1];
  let text = parts.join("+");
  if (text === "") text = hex((word & ADDRESS16) === 0 ? displacement : displacement & 0xffff);
  else if (displacement !== 0) {
    const signed = (word & ADDRESS16) === 0 ? displacement : (displacement << 16) >> 16;
    text += signed < 0 ? `-${hex(-signed)}` : `+${hex(signed)}`;
  }
  return `[${segmentShown ? `${SEGMENT_NAMES[(word >>> 28) & 7]}:` : ""}${text}]`;
}

/** The segment that the address would use without a prefix. */
function defaultSegment(): number {
  const base = (record[0] >> 14) & 15;
  return base === 5 || base === 4 ? SEGMENT.SS : SEGMENT.DS;
}

/** `addressOnly`: LEA, whose segment means nothing. */
function operand(code: string, eip: number, addressOnly: boolean): string | null {
  const word = record[0];
  const size = (word >> 24) & 3;
  const operandSize = (record[3] & OPERAND16) === 0 ? 2 : 1;
  const segmentShown = ((word >>> 28) & 7) !== defaultSegment();
  const letter = code[1] ?? "";
  if (/^[EMO][a-z]?$/.test(code)) {
    if ((word & MEMORY) === 0) return register((word >> 14) & 15, code === "Ew" ? 1 : size);
    const name = letter === "v" ? (SIZE_NAMES[operandSize === 2 ? "d" : "w"] as string) : (SIZE_NAMES[letter] ?? "");
    return name + address(segmentShown && !addressOnly);
  }
  if (/^G[a-z]$/.test(code)) return register((word >> 10) & 15, letter === "b" ? 0 : letter === "w" ? 1 : operandSize);
  if (/^Z[a-z]$/.test(code)) return register((word >> 14) & 15, size);
  if (/^R[a-z]$/.test(code)) return register((word >> 14) & 15, 2);
  if (code === "Sw") return SEGMENT_NAMES[(word >> 10) & 7] as string;
  if (code === "Cd") return `cr${(word >> 10) & 7}`;
  if (code === "Dd") return `dr${(word >> 10) & 7}`;
  if (code === "STi") return `st${(word >> 14) & 7}`;
  if (code === "ST") return "st0";
  if (code === "eAX") return register(0, operandSize);
  if (/^[XY]/.test(code)) return null;
  if (code === "Ap") return `${hex(record[1] & 0xffff)}:${hex(operandSize === 2 ? record[2] : record[2] & 0xffff)}`;
  if (code.startsWith("J")) {
    const target = (eip + record[2]) | 0;
    return hex(operandSize === 2 ? target : target & 0xffff);
  }
  if (code === "Is") return hex(operandSize === 2 ? record[2] : record[2] & 0xffff);
  if (code === "Iz") return hex(record[2]);
  if (code === "Iw") return hex(record[2] & 0xffff);
  if (code === "Ib") return hex(record[2] & 0xff);
  return code.toLowerCase();
}

/** The instruction at the start of `bytes`, whose EIP is `eip`. */
export function disassemble(bytes: Uint8Array, eip: number, code32: boolean): Disassembly {
  const length = decode(bytes, 0, bytes.length, code32 ? MODE.CODE32 : 0, record, 0, 0);
  if (length === 0) return { text: "(incomplete)", length };
  const compiled = decodedForm();
  const { form } = compiled;
  if (compiled === UNDEFINED || compiled === TOO_LONG) return { text: "(bad)", length };
  const [word, , , meta] = record as unknown as [number, number, number, number];
  const is16 = (meta & OPERAND16) !== 0;
  let name = form.mnemonic.toLowerCase();
  const bySize = BY_SIZE[form.mnemonic];
  if (bySize !== undefined) name = bySize[is16 ? 0 : 1];
  const byAddress = BY_ADDRESS[form.mnemonic];
  if (byAddress !== undefined) name = byAddress[(word & ADDRESS16) === 0 ? 1 : 0];
  const repeat = (meta >> 17) & 3;
  let prefix = (meta & LOCK) === 0 ? "" : "lock ";
  let operands = form.operands;
  if (compiled.eSource === E_SOURCE.STRING) {
    name += "bwd"[(word >> 24) & 3];
    const compares = form.mnemonic === "CMPS" || form.mnemonic === "SCAS";
    const segment = (word >>> 28) & 7;
    if (segment !== SEGMENT.DS && form.operands.some((code) => code.startsWith("X")))
      prefix += `${SEGMENT_NAMES[segment]} `;
    if (repeat !== 0) prefix += repeat === 2 ? "repne " : compares ? "repe " : "rep ";
    operands = [];
  }
  // The immediate that ENTER has besides its word.
  const enter = form.mnemonic === "ENTER" ? [hex(record[2] & 0xffff), hex((record[2] >> 16) & 0xff)] : null;
  const texts =
    enter ?? operands.map((code) => operand(code, eip, form.mnemonic === "LEA")).filter((text) => text !== null);
  return { text: `${prefix}${name}${texts.length === 0 ? "" : ` ${texts.join(",")}`}`, length };
}
