/**
 * EFLAGS, and how its six arithmetic flags are kept.
 *
 * An instruction leaves two words: the result, sign-extended to 32 bits, and a carry word. The flags are read off them
 * without knowing which instruction it was:
 *
 *   ZF = result is 0                      CF = carry bit 31
 *   SF = result bit 31 ^ carry bit 0      OF = carry bit 31 ^ carry bit 30 (the carry into the sign bit)
 *   PF = even parity of the low byte      AF = carry bit 3
 *        of result ^ (carry >> 8)
 *
 * Bits 0 and 8..15 of the carry word are 0 after arithmetic; they exist so that POPF can load any combination.
 */
export const CF = 0x1;
export const PF = 0x4;
export const AF = 0x10;
export const ZF = 0x40;
export const SF = 0x80;
export const TF = 0x100;
export const IF = 0x200;
export const DF = 0x400;
const OF = 0x800;
export const IOPL = 0x3000;
export const NT = 0x4000;
export const RF = 0x1_0000;
export const VM = 0x2_0000;
export const AC = 0x4_0000;
export const ID = 0x20_0000;

export const ARITHMETIC = CF | PF | AF | ZF | SF | OF;
/** Bits that read as what was loaded. Bit 1 is always 1; VIF and VIP are absent (no VME). */
export const LOADABLE = ARITHMETIC | TF | IF | DF | IOPL | NT | RF | VM | AC | ID;

/** Bits of the carry word that arithmetic writes. */
export const CARRY_BITS = 0xc000_0008 | 0;

/** CF, OF and AF (each 0 or 1) as a carry word. */
export function carryWord(cf: number, of: number, af: number): number {
  return (cf << 31) | ((cf ^ of) << 30) | (af << 3);
}

export function parityFlag(result: number, carry: number): number {
  let byte = (result ^ (carry >> 8)) & 0xff;
  byte ^= byte >> 4;
  return (0x9669 >> (byte & 15)) & 1;
}

/** The six arithmetic flags at their places in EFLAGS. */
export function arithmeticFlags(result: number, carry: number): number {
  return (
    (carry >>> 31) |
    (parityFlag(result, carry) << 2) |
    ((carry & 8) << 1) |
    (result === 0 ? ZF : 0) |
    (((result >>> 31) ^ (carry & 1)) << 7) |
    (((carry ^ (carry << 1)) >>> 31) << 11)
  );
}

/** A result word that shows ZF as in `flags`; `carryOf` corrects SF and PF. */
export function resultOf(flags: number): number {
  return (flags & ZF) === 0 ? 1 : 0;
}

/** The carry word that belongs to `resultOf(flags)`. Parity of 0 is even, of 1 odd. */
export function carryOf(flags: number): number {
  const parityOfResult = (flags & ZF) === 0 ? 0 : 1;
  const parity = ((flags >> 2) & 1) ^ parityOfResult;
  return carryWord(flags & 1, (flags >> 11) & 1, (flags >> 4) & 1) | ((flags >> 7) & 1) | (parity << 8);
}

/** Whether condition code `code` (0 O, 1 NO, 2 B, ... 15 G) holds. */
export function condition(code: number, result: number, carry: number): boolean {
  let holds: boolean;
  switch (code >> 1) {
    case 0:
      holds = (carry ^ (carry << 1)) < 0;
      break;
    case 1:
      holds = carry < 0;
      break;
    case 2:
      holds = result === 0;
      break;
    case 3:
      holds = carry < 0 || result === 0;
      break;
    case 4:
      holds = (result ^ (carry << 31)) < 0;
      break;
    case 5:
      holds = parityFlag(result, carry) !== 0;
      break;
    case 6:
      holds = (result ^ (carry << 31) ^ carry ^ (carry << 1)) < 0;
      break;
    default:
      holds = result === 0 || (result ^ (carry << 31) ^ carry ^ (carry << 1)) < 0;
  }
  return holds !== ((code & 1) !== 0);
}
