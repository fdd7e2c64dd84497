/** From instruction bytes to records (record.ts), by the table. */
import { SEGMENT } from "../layout.ts";
import { type CompiledForm, E_SOURCE, FORMS, IMMEDIATE, SIZE_V, TOO_LONG, UNDEFINED } from "./forms.ts";
import { ADDRESS16, LOCK, MEMORY, MODE, OPERAND16, SEGMENT_SHIFT, SUB_SHIFT } from "./record.ts";
import { specialise } from "./specialise.ts";

const ZERO_REGISTER = 8;
/** Base and index registers of 16-bit addresses by r/m field (SDM vol. 2A, table 2-1). */
const BASE16 = [3, 3, 5, 5, ZERO_REGISTER, ZERO_REGISTER, 5, 3];
const INDEX16 = [6, 7, 6, 7, 6, 7, ZERO_REGISTER, ZERO_REGISTER];
const PREFIX_SEGMENTS = new Map([
  [0x26, SEGMENT.ES],
  [0x2e, SEGMENT.CS],
  [0x36, SEGMENT.SS],
  [0x3e, SEGMENT.DS],
  [0x64, SEGMENT.FS],
  [0x65, SEGMENT.GS],
]);
/** Bytes that are prefixes: 1; 66h, 67h, F0h, F2h, F3h and segments. */
const IS_PREFIX = new Uint8Array(256);
for (const byte of [...PREFIX_SEGMENTS.keys(), 0x66, 0x67, 0xf0, 0xf2, 0xf3]) IS_PREFIX[byte] = 1;

/** Number of a register as an 8-bit one: its byte offset. */
function byteRegister(register: number): number {
  return ((register & 3) << 2) | (register >> 2);
}

/** Reads an instruction's bytes; past the end it gives 0 and remembers. */
class Decoder {
  bytes: Uint8Array = new Uint8Array(0);
  at = 0;
  end = 0;
  ranOut = false;

  byte(): number {
    if (this.at >= this.end) {
      this.ranOut = true;
      return 0;
    }
    return this.bytes[this.at++];
  }

  word(): number {
    const low = this.byte();
    return low | (this.byte() << 8);
  }

  double(): number {
    const low = this.word();
    return low | (this.word() << 16);
  }
}

const input = new Decoder();
/** The form that was decoded last, for the disassembler and coverage. */
let lastForm: CompiledForm = UNDEFINED;

export function decodedForm(): CompiledForm {
  return lastForm;
}

/**
 * Decodes the instruction at `bytes[at]` into the record `out[pc..pc+3]`. Bytes from `end` on are not there.
 * @param pageOffset of its first byte in the page that it lies in.
 * @returns its length, or 0 if it goes on beyond `end`.
 */
export function decode(
  bytes: Uint8Array,
  at: number,
  end: number,
  mode: number,
  out: Int32Array,
  pc: number,
  pageOffset: number,
): number {
  const lengthEnd = at + 15;
  input.bytes = bytes;
  input.at = at;
  input.end = Math.min(end, lengthEnd);
  input.ranOut = false;

  let operand16 = (mode & MODE.CODE32) === 0;
  let address16 = operand16;
  let segment = -1;
  let repeat = 0;
  let lock = 0;
  let opcode = input.byte();
  while (IS_PREFIX[opcode] !== 0 && !input.ranOut) {
    if (opcode === 0x66) operand16 = (mode & MODE.CODE32) !== 0;
    else if (opcode === 0x67) address16 = (mode & MODE.CODE32) !== 0;
    else if (opcode === 0xf0) lock = LOCK;
    else if (opcode === 0xf2 || opcode === 0xf3) repeat = opcode & 3;
    else segment = PREFIX_SEGMENTS.get(opcode) as number;
    opcode = input.byte();
  }
  if (opcode === 0x0f) opcode = 256 + input.byte();

  const slot = FORMS[opcode];
  let modrm = -1;
  let form: CompiledForm;
  if (Array.isArray(slot)) {
    modrm = input.byte();
    form = slot[modrm >= 0xc0 ? 8 + (modrm & 0x3f) : (modrm >> 3) & 7] ?? UNDEFINED;
  } else {
    form = (slot as CompiledForm | null) ?? UNDEFINED;
    if (form.hasModrm) modrm = input.byte();
  }

  const size = form.size === SIZE_V ? (operand16 ? 1 : 2) : form.size;
  let register = 0;
  let base = ZERO_REGISTER;
  let index = ZERO_REGISTER;
  let scale = 0;
  let displacement = 0;
  let memory = 0;
  let defaultSegment: number = SEGMENT.DS;

  if (modrm >= 0) {
    register = (modrm >> 3) & 7;
    if (form.byteRegister) register = byteRegister(register);
    const mod = modrm >> 6;
    const rm = modrm & 7;
    if (mod === 3 || form.eSource === E_SOURCE.REGISTER) base = form.byteRm ? byteRegister(rm) : rm;
    else {
      memory = MEMORY;
      if (address16) {
        base = BASE16[rm] as number;
        index = INDEX16[rm] as number;
        if (mod === 1) displacement = (input.byte() << 24) >> 24;
        else if (mod === 2) displacement = input.word();
        else if (rm === 6) {
          base = ZERO_REGISTER;
          displacement = input.word();
        }
      } else {
        base = rm;
        if (rm === 4) {
          const sib = input.byte();
          base = sib & 7;
          scale = sib >> 6;
          index = (sib >> 3) & 7;
          if (index === 4) {
            index = ZERO_REGISTER;
            scale = 0;
          }
        }
        if (mod === 1) displacement = (input.byte() << 24) >> 24;
        else if (mod === 2) displacement = input.double();
        else if (base === 5) {
          base = ZERO_REGISTER;
          displacement = input.double();
        }
      }
      if (base === 5 || (base === 4 && !address16)) defaultSegment = SEGMENT.SS;
    }
  } else if (form.eSource === E_SOURCE.OPCODE) {
    base = opcode & 7;
    if (form.byteRm) base = byteRegister(base);
  } else if (form.eSource === E_SOURCE.ACCUMULATOR) {
    base = 0;
  } else if (form.eSource === E_SOURCE.OFFSET) {
    memory = MEMORY;
    displacement = address16 ? input.word() : input.double();
  }

  let immediate = 0;
  switch (form.immediate) {
    case IMMEDIATE.BYTE:
    case IMMEDIATE.RELATIVE8:
      immediate = (input.byte() << 24) >> 24;
      break;
    case IMMEDIATE.WORD:
      immediate = input.word();
      break;
    case IMMEDIATE.FULL:
      immediate = operand16 ? input.word() : input.double();
      break;
    case IMMEDIATE.RELATIVE:
      immediate = operand16 ? (input.word() << 16) >> 16 : input.double();
      break;
    case IMMEDIATE.FAR:
      immediate = operand16 ? input.word() : input.double();
      displacement = input.word();
      break;
    case IMMEDIATE.WORD_BYTE:
      immediate = input.word();
      immediate |= input.byte() << 16;
      break;
    default:
      // The x87 keeps the low 11 bits of its opcode (FOP).
      if (opcode >= 0xd8 && opcode <= 0xdf) immediate = ((opcode & 7) << 8) | modrm;
  }

  if (input.ranOut) {
    if (input.end < lengthEnd) return 0;
    form = TOO_LONG;
  }
  if (lock !== 0 && (form.form.lock !== true || memory === 0) && form !== TOO_LONG) form = UNDEFINED;
  const length = input.at - at;
  const next = pageOffset + length;
  if (form.immediate === IMMEDIATE.RELATIVE8 || form.immediate === IMMEDIATE.RELATIVE) immediate += next;

  out[pc] =
    form.handler |
    (register << 10) |
    (base << 14) |
    (index << 18) |
    (scale << 22) |
    (size << 24) |
    memory |
    (address16 ? ADDRESS16 : 0) |
    ((segment < 0 ? defaultSegment : segment) << SEGMENT_SHIFT);
  out[pc + 1] = displacement;
  out[pc + 2] = immediate;
  out[pc + 3] =
    next | (length << 13) | (repeat << 17) | lock | ((form.form.sub ?? 0) << SUB_SHIFT) | (operand16 ? OPERAND16 : 0);
  lastForm = form;
  if ((mode & MODE.FLAT) !== 0 && (mode & MODE.CODE32) !== 0) specialise(out, pc, form, size);
  return length;
}
