/** Conversions between the extended format and the other formats of memory operands (SDM vol. 1, 4.2.2 and 8.2). */
import type { Context } from "./context.ts";
import {
  BIAS,
  DENORMAL,
  type Extended,
  INFINITY,
  INTEGER_BIT,
  MAX_EXPONENT,
  NORMAL,
  normalise,
  QUIET_BIT,
  QUIET_NAN,
  SIGNALLING_NAN,
  UNSUPPORTED,
  ZERO,
} from "./extended.ts";
import { round, roundToInteger } from "./round.ts";
import { INVALID, OVERFLOW, UNDERFLOW } from "./status.ts";

const SINGLE_BIAS = 0x7f;
const SINGLE_MAX = 0xff;
const DOUBLE_BIAS = 0x3ff;
const DOUBLE_MAX = 0x7ff;

/** Takes a single-precision number apart; exact. */
export function unpackSingle(v: Extended, bits: number): void {
  unpackNarrow(v, bits >>> 31, (bits >>> 23) & SINGLE_MAX, SINGLE_MAX, SINGLE_BIAS, (bits << 8) & ~INTEGER_BIT, 0);
}

/** Takes a double-precision number apart; exact. */
export function unpackDouble(v: Extended, high: number, low: number): void {
  const fractionHigh = ((high << 11) & ~INTEGER_BIT) | (low >>> 21);
  unpackNarrow(v, high >>> 31, (high >>> 20) & DOUBLE_MAX, DOUBLE_MAX, DOUBLE_BIAS, fractionHigh, low << 11);
}

function unpackNarrow(
  v: Extended,
  sign: number,
  exponent: number,
  exponentMax: number,
  bias: number,
  fractionHigh: number,
  fractionLow: number,
): void {
  v.set(sign, exponent + BIAS - bias, fractionHigh | INTEGER_BIT, fractionLow);
  if (exponent === exponentMax) {
    v.exponent = MAX_EXPONENT;
    if ((fractionHigh | fractionLow) === 0) v.kind = INFINITY;
    else v.kind = (fractionHigh & QUIET_BIT) !== 0 ? QUIET_NAN : SIGNALLING_NAN;
  } else if (exponent !== 0) v.kind = NORMAL;
  else if ((fractionHigh | fractionLow) === 0) {
    v.kind = ZERO;
    v.set(sign, 0, 0, 0);
  } else {
    v.kind = DENORMAL;
    v.set(sign, BIAS - bias + 1, fractionHigh, fractionLow);
    normalise(v);
  }
}

/** Takes a signed 64-bit integer apart; exact. */
export function unpackInteger(v: Extended, high: number, low: number): void {
  const sign = high >>> 31;
  v.set(sign, BIAS + 63, high, low);
  if (sign === 1) {
    v.low = -low | 0;
    v.high = (~high + (low === 0 ? 1 : 0)) | 0;
  }
  if ((high | low) === 0) {
    v.kind = ZERO;
    v.set(0, 0, 0, 0);
    return;
  }
  v.kind = NORMAL;
  normalise(v);
}

/** A 64-bit result of a conversion, as two int32. */
export class Packed {
  high = 0;
  low = 0;
}

/**
 * Rounds to double precision. False if an unmasked exception forbids the store. Changes `v`.
 * A denormal extended number is no denormal operand here; it underflows (SDM vol. 1, 8.5.2).
 */
export function packDouble(context: Context, v: Extended, out: Packed): boolean {
  if (!narrow(context, v, 53, DOUBLE_BIAS, DOUBLE_MAX)) return false;
  out.high = (v.sign << 31) | (v.exponent << 20) | ((v.high & ~INTEGER_BIT) >>> 11);
  out.low = (v.high << 21) | (v.low >>> 11);
  return true;
}

/** Rounds to single precision, into `out.low`. False if an unmasked exception forbids the store. Changes `v`. */
export function packSingle(context: Context, v: Extended, out: Packed): boolean {
  if (!narrow(context, v, 24, SINGLE_BIAS, SINGLE_MAX)) return false;
  out.low = (v.sign << 31) | (v.exponent << 23) | ((v.high & ~INTEGER_BIT) >>> 8);
  return true;
}

/** Rounds to `bits` significant bits and rebases the exponent to the narrow format. */
function narrow(context: Context, v: Extended, bits: number, bias: number, exponentMax: number): boolean {
  if (v.kind === NORMAL || v.kind === DENORMAL) {
    v.exponent += bias - BIAS;
    round(context, v, bits, exponentMax);
    if (!context.unmasked(OVERFLOW | UNDERFLOW)) return true;
    context.abandon();
    return false;
  }
  if (v.kind === ZERO) return true;
  v.exponent = exponentMax;
  if (v.kind === INFINITY) return true;
  if (v.kind === UNSUPPORTED) v.setIndefinite();
  if (v.kind >= SIGNALLING_NAN) context.raise(INVALID);
  v.exponent = exponentMax;
  v.high |= QUIET_BIT;
  return !context.blocked;
}

/**
 * Rounds to a signed integer of `bits` (16, 32 or 64) bits; what does not fit is invalid and becomes the integer
 * indefinite, the most negative number. False if an unmasked exception forbids the store. Changes `v`.
 */
export function packInteger(context: Context, v: Extended, bits: number, out: Packed): boolean {
  if (v.kind === ZERO) {
    out.high = 0;
    out.low = 0;
    return true;
  }
  if (v.kind > DENORMAL || !roundToInteger(context, v) || !fits(v, bits)) {
    context.invalid();
    out.high = INTEGER_BIT;
    out.low = bits === 64 ? 0 : bits === 32 ? INTEGER_BIT : 0x8000;
    return !context.blocked;
  }
  out.low = v.sign === 1 ? -v.low | 0 : v.low;
  out.high = v.sign === 1 ? (~v.high + (v.low === 0 ? 1 : 0)) | 0 : v.high;
  return true;
}

/** Does the magnitude `high:low` with its sign fit a signed integer of `bits` bits? */
function fits(v: Extended, bits: number): boolean {
  if (bits === 64) return v.high >= 0 || (v.sign === 1 && v.high === INTEGER_BIT && v.low === 0);
  return v.high === 0 && v.low >>> 0 <= 2 ** (bits - 1) - 1 + v.sign;
}
