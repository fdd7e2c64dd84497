/** FSCALE, FXTRACT and FRNDINT: operations on the exponent. */
import type { Context } from "./context.ts";
import { BIAS, type Extended, INFINITY, normalise, ZERO } from "./extended.ts";
import { unpackInteger } from "./convert.ts";
import { invalid, settle, settleOne } from "./nan.ts";
import { roundExtended, roundToInteger } from "./round.ts";
import { ZERO_DIVIDE } from "./status.ts";

/** Any scale beyond this over- or underflows every number, even wrapped. */
const SCALE_MAX = 0x10000;

/** result = a * 2^(b truncated to an integer). */
export function scale(context: Context, a: Extended, b: Extended, result: Extended): void {
  if (settle(context, a, b, result)) return;
  if (b.kind === INFINITY) {
    if (b.sign === 0) {
      if (a.kind === ZERO) invalid(context, result);
      else result.setInfinity(a.sign);
    } else if (a.kind === INFINITY) invalid(context, result);
    else result.setZero(a.sign);
    return;
  }
  result.copy(a);
  if (a.kind === ZERO || a.kind === INFINITY) return;
  result.exponent += truncated(b);
  roundExtended(context, result, 64);
}

/** A finite number cut to an integer within +-SCALE_MAX. */
function truncated(v: Extended): number {
  if (v.kind === ZERO || v.exponent < BIAS) return 0;
  if (v.exponent > BIAS + 15) return v.sign === 1 ? -SCALE_MAX : SCALE_MAX;
  const magnitude = v.high >>> (BIAS + 31 - v.exponent);
  return v.sign === 1 ? -magnitude : magnitude;
}

/** Splits `a` into its exponent, as a number, and its significand in [1, 2) with the sign. */
export function extract(context: Context, a: Extended, exponent: Extended, significand: Extended): void {
  if (settleOne(context, a, significand)) exponent.copy(significand);
  else if (a.kind === INFINITY) {
    exponent.setInfinity(0);
    significand.setInfinity(a.sign);
  } else if (a.kind === ZERO) {
    context.raise(ZERO_DIVIDE);
    exponent.setInfinity(1);
    significand.setZero(a.sign);
  } else {
    const unbiased = a.exponent - BIAS;
    unpackInteger(exponent, unbiased >> 31, unbiased);
    significand.set(a.sign, BIAS, a.high, a.low);
  }
}

/** result = a rounded to an integer. */
export function roundInteger(context: Context, a: Extended, result: Extended): void {
  if (settleOne(context, a, result)) return;
  result.copy(a);
  if (a.kind === ZERO || a.kind === INFINITY || !roundToInteger(context, result)) return;
  if ((result.high | result.low) === 0) result.exponent = 0;
  else {
    result.exponent = BIAS + 63;
    normalise(result);
  }
}
