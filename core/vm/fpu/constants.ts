/** What FLD1 to FLDZ load: 96 bits each, rounded as the control word says (SDM vol. 1, 8.3.4). */
import { BIAS } from "./extended.ts";

export interface Constant {
  readonly exponent: number;
  readonly high: number;
  readonly low: number;
  readonly rest: number;
}

/** In the order of the opcodes D9 E8 to D9 EE. */
export const CONSTANTS: readonly Constant[] = [
  { exponent: BIAS, high: 0x80000000 | 0, low: 0, rest: 0 },
  // log2(10)
  { exponent: BIAS + 1, high: 0xd49a784b | 0, low: 0xcd1b8afe | 0, rest: 0x492bf6ff },
  // log2(e)
  { exponent: BIAS, high: 0xb8aa3b29 | 0, low: 0x5c17f0bb, rest: 0xbe87fed0 | 0 },
  // pi
  { exponent: BIAS + 1, high: 0xc90fdaa2 | 0, low: 0x2168c234, rest: 0xc4c6628b | 0 },
  // log10(2)
  { exponent: BIAS - 2, high: 0x9a209a84 | 0, low: 0xfbcff798 | 0, rest: 0x8f8959ac | 0 },
  // ln(2)
  { exponent: BIAS - 1, high: 0xb17217f7 | 0, low: 0xd1cf79ab | 0, rest: 0xc9e3b398 | 0 },
  { exponent: 0, high: 0, low: 0, rest: 0 },
];
