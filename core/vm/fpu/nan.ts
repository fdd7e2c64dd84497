/** What every operation does first with its operands: unsupported formats, NaNs, denormals (SDM vol. 1, 4.8.3.5 and 8.5.1). */
import type { Context } from "./context.ts";
import {
  compareSignificands,
  DENORMAL,
  type Extended,
  MAX_EXPONENT,
  QUIET_BIT,
  QUIET_NAN,
  SIGNALLING_NAN,
  UNSUPPORTED,
} from "./extended.ts";
import { DENORMAL_OPERAND, INVALID } from "./status.ts";

/** The masked answer to an invalid operation. */
export function invalid(context: Context, result: Extended): void {
  context.invalid();
  result.setIndefinite();
}

/** One operand. True if `result` is decided, or an exception forbids one. */
export function settleOne(context: Context, a: Extended, result: Extended): boolean {
  if (a.kind <= DENORMAL) {
    if (a.kind !== DENORMAL) return false;
    context.raise(DENORMAL_OPERAND);
    return context.blocked;
  }
  if (a.kind === UNSUPPORTED) invalid(context, result);
  else if (a.kind === QUIET_NAN || a.kind === SIGNALLING_NAN) {
    if (a.kind === SIGNALLING_NAN) context.raise(INVALID);
    result.set(a.sign, MAX_EXPONENT, a.high | QUIET_BIT, a.low);
  } else return false;
  return true;
}

/** Two operands: invalid ones and NaNs only. True if `result` is decided. */
export function settleNaNs(context: Context, a: Extended, b: Extended, result: Extended): boolean {
  if (a.kind < QUIET_NAN && b.kind < QUIET_NAN) return false;
  if (a.kind === UNSUPPORTED || b.kind === UNSUPPORTED) {
    invalid(context, result);
    return true;
  }
  if (a.kind === SIGNALLING_NAN || b.kind === SIGNALLING_NAN) context.raise(INVALID);
  const nan = chooseNaN(a, b);
  result.set(nan.sign, MAX_EXPONENT, nan.high | QUIET_BIT, nan.low);
  return true;
}

/** Two operands. True if `result` is decided, or an exception forbids one. */
export function settle(context: Context, a: Extended, b: Extended, result: Extended): boolean {
  if (settleNaNs(context, a, b, result)) return true;
  return settleDenormals(context, a, b);
}

export function settleDenormals(context: Context, a: Extended, b: Extended): boolean {
  if (a.kind !== DENORMAL && b.kind !== DENORMAL) return false;
  context.raise(DENORMAL_OPERAND);
  return context.blocked;
}

/** SDM vol. 1, table 4-7: the quiet one of a quiet and a signalling NaN, else the larger significand, else the positive. */
function chooseNaN(a: Extended, b: Extended): Extended {
  if (a.kind < QUIET_NAN) return b;
  if (b.kind < QUIET_NAN) return a;
  if (a.kind !== b.kind) return a.kind === QUIET_NAN ? a : b;
  const order = compareSignificands(a, b);
  if (order !== 0) return order > 0 ? a : b;
  return a.sign === 0 ? a : b;
}
