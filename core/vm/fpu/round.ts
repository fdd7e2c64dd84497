/** Rounding to a format, with overflow and underflow as the x87 has them (SDM vol. 1, 4.8.4 and 8.5). */
import type { Context } from "./context.ts";
import { type Extended, INTEGER_BIT, MAX_EXPONENT, shiftRight } from "./extended.ts";
import { OVERFLOW, PRECISION, ROUND_DOWN, ROUND_NEAREST, ROUND_UP, UNDERFLOW } from "./status.ts";

/** Unmasked overflow and underflow of a register result wrap the exponent by this much (SDM vol. 1, 8.5.4 and 8.5.5). */
const EXPONENT_WRAP = 0x6000;

/** Does what lies behind the last kept bit (`rest`: its top bit is half a unit) make the magnitude greater? */
function roundsUp(rounding: number, sign: number, odd: boolean, rest: number): boolean {
  if (rounding === ROUND_NEAREST) return rest < 0 && (odd || rest << 1 !== 0);
  if (rounding === ROUND_DOWN) return rest !== 0 && sign === 1;
  if (rounding === ROUND_UP) return rest !== 0 && sign === 0;
  return false;
}

/** Moves the bits behind the first `bits` (24, 53 or 64) into `rest`, which keeps its sticky bit. */
function fold(v: Extended, bits: number): void {
  if (bits === 53) {
    v.rest = (v.low << 21) | (v.rest === 0 ? 0 : 1);
    v.low &= ~0x7ff;
  } else if (bits === 24) {
    v.rest = (v.high << 24) | (v.low >>> 8) | ((v.low & 0xff) === 0 && v.rest === 0 ? 0 : 1);
    v.high &= ~0xff;
    v.low = 0;
  }
}

/**
 * Rounds the significand to its first `bits` bits (24, 53 or 64), reports inexactness, and clears `rest`. A carry out of
 * the top moves into the exponent.
 */
export function roundSignificand(context: Context, v: Extended, bits: number): void {
  fold(v, bits);
  const rest = v.rest;
  if (rest === 0) return;
  v.rest = 0;
  const unitLow = bits === 64 ? 1 : bits === 53 ? 0x800 : 0;
  const unitHigh = bits === 24 ? 0x100 : 0;
  const odd = ((v.high & unitHigh) | (v.low & unitLow)) !== 0;
  const up = roundsUp(context.rounding, v.sign, odd, rest);
  context.inexact(up);
  if (!up) return;
  v.low = (v.low + unitLow) | 0;
  const carry = unitHigh !== 0 || v.low === 0 ? 1 : 0;
  const negativeBefore = v.high < 0;
  v.high = (v.high + (unitHigh !== 0 ? unitHigh : carry)) | 0;
  if (negativeBefore && v.high >= 0) {
    v.high = INTEGER_BIT;
    v.exponent++;
  }
}

/** Would rounding to `bits` carry into the next power of two? Decides tininess just below the smallest normal number. */
function carriesOut(context: Context, v: Extended, bits: number): boolean {
  const { high, low, rest } = v;
  fold(v, bits);
  const full = v.high === (bits === 24 ? ~0xff : -1) && v.low === (bits === 64 ? -1 : bits === 53 ? ~0x7ff : 0);
  const up = full && roundsUp(context.rounding, v.sign, true, v.rest);
  v.high = high;
  v.low = low;
  v.rest = rest;
  return up;
}

/**
 * Rounds a normalised nonzero number to `bits` significant bits and to exponents below `exponentLimit`, biased as the
 * caller chose. Afterwards exponent 0 says denormal, `exponentLimit` infinity. Tininess is detected after rounding.
 * An unmasked overflow or underflow wraps the exponent; what even then is out of range, after FSCALE, becomes infinity
 * or zero (SDM vol. 1, 8.5.4 and 8.5.5).
 */
export function round(context: Context, v: Extended, bits: number, exponentLimit: number): void {
  if (v.exponent <= 0) {
    const tiny = v.exponent < 0 || !carriesOut(context, v, bits);
    if (tiny && (context.control & UNDERFLOW) === 0) {
      context.raise(UNDERFLOW);
      v.exponent += EXPONENT_WRAP;
      if (v.exponent > 0) return roundSignificand(context, v, bits);
      context.inexact(false);
      return v.setZero(v.sign);
    }
    shiftRight(v, 1 - v.exponent);
    v.exponent = 0;
    roundSignificand(context, v, bits);
    if (v.high < 0) v.exponent = 1;
    if (tiny && (context.raised & PRECISION) !== 0) context.raise(UNDERFLOW);
    return;
  }
  roundSignificand(context, v, bits);
  if (v.exponent < exponentLimit) return;
  context.raise(OVERFLOW);
  if ((context.control & OVERFLOW) === 0) {
    v.exponent -= EXPONENT_WRAP;
    if (v.exponent < exponentLimit) return;
    context.inexact(true);
    return v.setInfinity(v.sign);
  }
  const toInfinity = roundsUp(context.rounding, v.sign, true, INTEGER_BIT | 1);
  context.inexact(toInfinity);
  if (toInfinity) v.set(v.sign, exponentLimit, INTEGER_BIT, 0);
  else {
    v.set(v.sign, exponentLimit - 1, -1, -1);
    fold(v, bits);
    v.rest = 0;
  }
}

/** Rounds a result for a register, to `bits` significant bits. */
export function roundExtended(context: Context, v: Extended, bits: number): void {
  round(context, v, bits, MAX_EXPONENT);
}

/** Rounds to an integer: afterwards the value is `high:low`, or more than 64 bits, then false. `v` is finite. */
export function roundToInteger(context: Context, v: Extended): boolean {
  const shift = 0x3fff + 63 - v.exponent;
  if (shift < 0) return false;
  shiftRight(v, shift);
  const rest = v.rest;
  v.rest = 0;
  if (rest === 0) return true;
  const up = roundsUp(context.rounding, v.sign, (v.low & 1) !== 0, rest);
  context.inexact(up);
  if (!up) return true;
  // A fraction leaves at most 63 bits before it, so that this cannot carry out.
  v.low = (v.low + 1) | 0;
  if (v.low === 0) v.high = (v.high + 1) | 0;
  return true;
}
