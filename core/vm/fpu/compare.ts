import type { Context } from "./context.ts";
import { compareSignificands, DENORMAL, type Extended, QUIET_NAN, SIGNALLING_NAN, ZERO } from "./extended.ts";
import { C0, C2, C3, DENORMAL_OPERAND, INVALID } from "./status.ts";

/** Outcomes of a comparison, as the condition bits that FCOM leaves (SDM vol. 1, table 8-6). */
const GREATER = 0;
const LESS = C0;
const EQUAL = C3;
export const UNORDERED = C3 | C2 | C0;

/** Compares a with b. `quiet`: the FUCOM family, to which quiet NaNs are no invalid operands. */
export function compare(context: Context, a: Extended, b: Extended, quiet: boolean): number {
  if (a.kind >= QUIET_NAN || b.kind >= QUIET_NAN) {
    if (!quiet || a.kind >= SIGNALLING_NAN || b.kind >= SIGNALLING_NAN) context.raise(INVALID);
    return UNORDERED;
  }
  if (a.kind === DENORMAL || b.kind === DENORMAL) context.raise(DENORMAL_OPERAND);
  if (a.kind === ZERO && b.kind === ZERO) return EQUAL;
  if (a.kind === ZERO) return b.sign === 1 ? GREATER : LESS;
  if (b.kind === ZERO || a.sign !== b.sign) return a.sign === 1 ? LESS : GREATER;
  // Infinities have the greatest exponent and need no case of their own.
  const order = a.exponent !== b.exponent ? a.exponent - b.exponent : compareSignificands(a, b);
  if (order === 0) return EQUAL;
  return order < 0 === (a.sign === 0) ? LESS : GREATER;
}
