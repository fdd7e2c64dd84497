/** Add, subtract, multiply, divide and square root, rounded once to the precision that the control word asks for. */
import type { Context } from "./context.ts";
import {
  below,
  BIAS,
  compareSignificands,
  type Extended,
  INFINITY,
  INTEGER_BIT,
  normalise,
  shiftRight,
  ZERO,
} from "./extended.ts";
import { invalid, settle, settleDenormals, settleNaNs, settleOne } from "./nan.ts";
import { roundExtended } from "./round.ts";
import { ROUND_DOWN, ZERO_DIVIDE } from "./status.ts";

/** result = a + b, or a - b where `negate` is 1. Changes `a` and `b`. */
export function add(context: Context, a: Extended, b: Extended, negate: number, result: Extended): void {
  if (settle(context, a, b, result)) return;
  const signB = b.sign ^ negate;
  if (a.kind === INFINITY) {
    if (b.kind === INFINITY && a.sign !== signB) invalid(context, result);
    else result.setInfinity(a.sign);
    return;
  }
  if (b.kind === INFINITY) {
    result.setInfinity(signB);
    return;
  }
  if (a.kind === ZERO || b.kind === ZERO) {
    if (b.kind !== ZERO) {
      result.copy(b);
      result.sign = signB;
    } else if (a.kind !== ZERO) result.copy(a);
    else {
      result.setZero(a.sign === signB ? signB : zeroSign(context));
      return;
    }
    roundExtended(context, result, context.precisionBits);
    return;
  }
  if (a.sign === signB) addMagnitudes(a, b, result);
  else subtractMagnitudes(a, b, signB, result);
  if ((result.high | result.low | result.rest) === 0) result.setZero(zeroSign(context));
  else roundExtended(context, result, context.precisionBits);
}

/** The sign of an exact zero sum of nonzero or unlike numbers. */
function zeroSign(context: Context): number {
  return context.rounding === ROUND_DOWN ? 1 : 0;
}

function addMagnitudes(a: Extended, b: Extended, result: Extended): void {
  const larger = a.exponent >= b.exponent ? a : b;
  const smaller = larger === a ? b : a;
  shiftRight(smaller, larger.exponent - smaller.exponent);
  const low = (larger.low + smaller.low) | 0;
  const carryLow = below(low, smaller.low) ? 1 : 0;
  const sum = (larger.high + smaller.high) | 0;
  const high = (sum + carryLow) | 0;
  const carry = below(sum, smaller.high) || (carryLow === 1 && high === 0);
  result.sign = a.sign;
  result.exponent = larger.exponent;
  result.high = high;
  result.low = low;
  result.rest = smaller.rest;
  if (!carry) return;
  shiftRight(result, 1);
  result.high |= 0x80000000;
  result.exponent++;
}

function subtractMagnitudes(a: Extended, b: Extended, signB: number, result: Extended): void {
  const order = a.exponent !== b.exponent ? a.exponent - b.exponent : compareSignificands(a, b);
  const larger = order >= 0 ? a : b;
  const smaller = order >= 0 ? b : a;
  shiftRight(smaller, larger.exponent - smaller.exponent);
  const borrowRest = smaller.rest === 0 ? 0 : 1;
  const low = (larger.low - smaller.low - borrowRest) | 0;
  const borrowLow = below(larger.low, smaller.low) || (borrowRest === 1 && larger.low === smaller.low) ? 1 : 0;
  result.sign = order >= 0 ? a.sign : signB;
  result.exponent = larger.exponent;
  result.high = (larger.high - smaller.high - borrowLow) | 0;
  result.low = low;
  result.rest = -smaller.rest | 0;
  if ((result.high | result.low | result.rest) !== 0) normalise(result);
}

export function multiply(context: Context, a: Extended, b: Extended, result: Extended): void {
  if (settle(context, a, b, result)) return;
  const sign = a.sign ^ b.sign;
  if (a.kind === INFINITY || b.kind === INFINITY) {
    if (a.kind === ZERO || b.kind === ZERO) invalid(context, result);
    else result.setInfinity(sign);
    return;
  }
  if (a.kind === ZERO || b.kind === ZERO) {
    result.setZero(sign);
    return;
  }
  result.sign = sign;
  result.exponent = a.exponent + b.exponent - BIAS + 1;
  multiplySignificands(a, b, result);
  roundExtended(context, result, context.precisionBits);
}

/** The upper 96 bits, the last sticky, of the 128-bit product, normalised. */
function multiplySignificands(a: Extended, b: Extended, result: Extended): void {
  const lowLow = Math.imul(a.low, b.low);
  const lowHigh = Math.imul(a.low, b.high);
  const highLow = Math.imul(a.high, b.low);
  const highHigh = Math.imul(a.high, b.high);
  // Column 1 of four, least significant first.
  let column1 = multiplyHigh(a.low, b.low);
  let carry1 = 0;
  column1 = (column1 + lowHigh) | 0;
  if (below(column1, lowHigh)) carry1++;
  column1 = (column1 + highLow) | 0;
  if (below(column1, highLow)) carry1++;
  const upperLowHigh = multiplyHigh(a.low, b.high);
  const upperHighLow = multiplyHigh(a.high, b.low);
  let carry2 = 0;
  let column2 = (upperLowHigh + carry1) | 0;
  if (below(column2, carry1)) carry2++;
  column2 = (column2 + upperHighLow) | 0;
  if (below(column2, upperHighLow)) carry2++;
  column2 = (column2 + highHigh) | 0;
  if (below(column2, highHigh)) carry2++;
  result.high = (multiplyHigh(a.high, b.high) + carry2) | 0;
  result.low = column2;
  result.rest = column1 | (lowLow === 0 ? 0 : 1);
  if (result.high >= 0) {
    result.high = (result.high << 1) | (column2 >>> 31);
    result.low = (column2 << 1) | (column1 >>> 31);
    result.rest = (column1 << 1) | (lowLow === 0 ? 0 : 1);
    result.exponent--;
  }
}

/** The upper 32 bits of an unsigned 32 by 32 bit product. */
export function multiplyHigh(a: number, b: number): number {
  const a0 = a & 0xffff;
  const a1 = a >>> 16;
  const b0 = b & 0xffff;
  const b1 = b >>> 16;
  const t = (Math.imul(a1, b0) + (Math.imul(a0, b0) >>> 16)) | 0;
  const u = (Math.imul(a0, b1) + (t & 0xffff)) | 0;
  return (Math.imul(a1, b1) + (t >>> 16) + (u >>> 16)) | 0;
}

/** result = a / b. Changes `a`. */
export function divide(context: Context, a: Extended, b: Extended, result: Extended): void {
  if (settleNaNs(context, a, b, result)) return;
  const sign = a.sign ^ b.sign;
  if (a.kind === b.kind && (a.kind === INFINITY || a.kind === ZERO)) {
    invalid(context, result);
    return;
  }
  if (b.kind === ZERO && a.kind !== INFINITY) {
    context.raise(ZERO_DIVIDE);
    result.setInfinity(sign);
    return;
  }
  if (settleDenormals(context, a, b)) return;
  if (a.kind === INFINITY) {
    result.setInfinity(sign);
    return;
  }
  if (a.kind === ZERO || b.kind === INFINITY) {
    result.setZero(sign);
    return;
  }
  result.sign = sign;
  result.exponent = a.exponent - b.exponent + BIAS;
  divideSignificands(a, b, result);
  roundExtended(context, result, context.precisionBits);
}

/** A normalised quotient of 64 bits and its rest, four digits of 16 bits at a time. */
function divideSignificands(a: Extended, b: Extended, result: Extended): void {
  const whole = compareSignificands(a, b) >= 0;
  if (whole) {
    // The digits are those of the quotient less one.
    a.high = (a.high - b.high - (below(a.low, b.low) ? 1 : 0)) | 0;
    a.low = (a.low - b.low) | 0;
  } else result.exponent--;
  const first = quotientDigit(a, b);
  const high = (first << 16) | quotientDigit(a, b);
  const third = quotientDigit(a, b);
  const low = (third << 16) | quotientDigit(a, b);
  const exact = (a.high | a.low) === 0;
  if (whole) {
    result.high = INTEGER_BIT | (high >>> 1);
    result.low = (high << 31) | (low >>> 1);
    result.rest = (low << 31) | (exact ? 0 : 1);
    return;
  }
  result.high = high;
  result.low = low;
  result.rest = exact ? 0 : restOf(a, b);
}

/** Where the remainder, not zero, lies against half of the divisor: what the rest of the quotient is. */
function restOf(remainder: Extended, divisor: Extended): number {
  const { high, low } = remainder;
  const doubledHigh = (high << 1) | (low >>> 31);
  const doubledLow = low << 1;
  if (high < 0 || below(divisor.high, doubledHigh)) return INTEGER_BIT | 1;
  if (doubledHigh !== divisor.high) return 1;
  return below(doubledLow, divisor.low) ? 1 : doubledLow === divisor.low ? INTEGER_BIT : INTEGER_BIT | 1;
}

/**
 * One digit of the significand of `a` divided by the greater one of `b`; leaves the remainder times 2^16 in `a`. The guess
 * from the leading digit of the divisor is at most two too great (Knuth, The Art of Computer Programming, 4.3.1).
 */
function quotientDigit(a: Extended, b: Extended): number {
  let digit = ((a.high >>> 0) / (b.high >>> 16)) >>> 0;
  const low = Math.imul(digit, b.low);
  const middle = (Math.imul(digit, b.high) + multiplyHigh(digit, b.low)) | 0;
  const carry = below(middle, Math.imul(digit, b.high)) ? 1 : 0;
  const shiftedLow = a.low << 16;
  const shiftedMiddle = (a.high << 16) | (a.low >>> 16);
  const borrowLow = below(shiftedLow, low) ? 1 : 0;
  const borrowMiddle = below(shiftedMiddle, middle) || (borrowLow === 1 && shiftedMiddle === middle) ? 1 : 0;
  let top = (a.high >>> 16) - multiplyHigh(digit, b.high) - carry - borrowMiddle;
  a.high = (shiftedMiddle - middle - borrowLow) | 0;
  a.low = (shiftedLow - low) | 0;
  for (; top < 0; digit--) {
    a.low = (a.low + b.low) | 0;
    const carryLow = below(a.low, b.low) ? 1 : 0;
    const sum = (a.high + b.high) | 0;
    const carryHigh = below(sum, b.high) || (carryLow === 1 && sum === -1) ? 1 : 0;
    a.high = (sum + carryLow) | 0;
    top += carryHigh;
  }
  return digit;
}

/** result = square root of a. Changes `a`. */
export function squareRoot(context: Context, a: Extended, result: Extended): void {
  if (a.sign === 1 && a.kind !== ZERO && a.kind <= INFINITY) {
    invalid(context, result);
    return;
  }
  if (settleOne(context, a, result)) return;
  if (a.kind === ZERO || a.kind === INFINITY) {
    result.copy(a);
    return;
  }
  result.sign = 0;
  result.exponent = ((a.exponent - BIAS) >> 1) + BIAS;
  rootSignificand(a, ((a.exponent - BIAS) & 1) !== 0, result);
  roundExtended(context, result, context.precisionBits);
}

/** Two bits of the radicand, one of the root at a time. The radicand is the significand, doubled where `odd`, in [1, 4). */
function rootSignificand(a: Extended, odd: boolean, result: Extended): void {
  // The radicand's integer part takes two bits; an even exponent leaves the first of them zero.
  let radicandTop = odd ? a.high : a.high >>> 1;
  let radicandMiddle = odd ? a.low : (a.high << 31) | (a.low >>> 1);
  let radicandBottom = odd ? 0 : a.low << 31;
  let top = 0;
  let high = 0;
  let low = 0;
  let rootHigh = 0;
  let rootLow = 0;
  for (let bit = 0; bit < 64; bit++) {
    top = (top << 2) | (high >>> 30);
    high = (high << 2) | (low >>> 30);
    low = (low << 2) | (radicandTop >>> 30);
    radicandTop = (radicandTop << 2) | (radicandMiddle >>> 30);
    radicandMiddle = (radicandMiddle << 2) | (radicandBottom >>> 30);
    radicandBottom <<= 2;
    const trialTop = rootHigh >>> 30;
    const trialHigh = (rootHigh << 2) | (rootLow >>> 30);
    const trialLow = (rootLow << 2) | 1;
    rootHigh = (rootHigh << 1) | (rootLow >>> 31);
    rootLow <<= 1;
    const fits =
      top !== trialTop ? top > trialTop : high !== trialHigh ? below(trialHigh, high) : !below(low, trialLow);
    if (fits) {
      const borrowLow = below(low, trialLow) ? 1 : 0;
      const borrowHigh = below(high, trialHigh) || (borrowLow === 1 && high === trialHigh) ? 1 : 0;
      low = (low - trialLow) | 0;
      high = (high - trialHigh - borrowLow) | 0;
      top -= trialTop + borrowHigh;
      rootLow |= 1;
    }
  }
  result.high = rootHigh;
  result.low = rootLow;
  // (root + 1/2)^2 = root^2 + root + 1/4: the remainder is never exactly half a unit.
  if ((top | high | low) === 0) result.rest = 0;
  else if (top !== 0 || below(rootHigh, high) || (rootHigh === high && below(rootLow, low)))
    result.rest = 0xc0000000 | 0;
  else result.rest = 0x40000000;
}
