/** FPREM and FPREM1, one step of at most 63 quotient bits (SDM vol. 2, FPREM). */
import type { Context } from "./context.ts";
import { below, compareSignificands, type Extended, INFINITY, normalise, ZERO } from "./extended.ts";
import { invalid, settleDenormals, settleNaNs } from "./nan.ts";
import { roundExtended } from "./round.ts";
import { C0, C1, C2, C3 } from "./status.ts";

/** NaNs and invalid operands leave C0 and C3 alone. */
export const NO_QUOTIENT = -1;

/**
 * result = remainder of a / b with the quotient truncated (FPREM) or, `nearest`, rounded to nearest (FPREM1). Returns
 * the condition bits: C2 while the reduction is incomplete, else C0, C3, C1 the low three bits of the quotient;
 * or NO_QUOTIENT.
 */
export function remainder(context: Context, a: Extended, b: Extended, nearest: boolean, result: Extended): number {
  if (settleNaNs(context, a, b, result)) return NO_QUOTIENT;
  if (a.kind === INFINITY || b.kind === ZERO) {
    invalid(context, result);
    return NO_QUOTIENT;
  }
  if (settleDenormals(context, a, b)) return NO_QUOTIENT;
  result.copy(a);
  if (a.kind === ZERO) return 0;
  if (b.kind === INFINITY) {
    roundExtended(context, result, 64);
    return 0;
  }
  const distance = a.exponent - b.exponent;
  if (distance < -1 || (distance < 0 && !nearest)) {
    roundExtended(context, result, 64);
    return 0;
  }
  const partial = distance >= 64;
  // Silicon takes 32 to 63 bits at a time, so that the last step is complete.
  const steps = partial ? 32 + (distance & 31) : distance;
  let quotient = steps < 0 ? 0 : reduce(result, b, steps);
  if (steps >= 0) result.exponent -= steps;
  if (nearest && !partial && exceedsHalf(result, b, (quotient & 1) !== 0)) {
    reverse(result, b);
    quotient++;
  }
  if ((result.high | result.low | result.rest) === 0) result.setZero(a.sign);
  else {
    normalise(result);
    roundExtended(context, result, 64);
  }
  if (partial) return C2;
  return ((quotient & 4) !== 0 ? C0 : 0) | ((quotient & 2) !== 0 ? C3 : 0) | ((quotient & 1) !== 0 ? C1 : 0);
}

/** Divides the significand of `v`, times 2^steps, by that of `b`; leaves the remainder and returns the quotient's low bits. */
function reduce(v: Extended, b: Extended, steps: number): number {
  let { high, low } = v;
  let quotient = 0;
  let carry = false;
  for (let step = 0; ; step++) {
    quotient <<= 1;
    if (carry || below(b.high, high) || (b.high === high && !below(low, b.low))) {
      high = (high - b.high - (below(low, b.low) ? 1 : 0)) | 0;
      low = (low - b.low) | 0;
      quotient |= 1;
    }
    if (step === steps) break;
    carry = high < 0;
    high = (high << 1) | (low >>> 31);
    low <<= 1;
  }
  v.high = high;
  v.low = low;
  return quotient;
}

/** Is the remainder `v` more than half of `b`, or half and the quotient odd? `v` has the exponent of `b` or one less. */
function exceedsHalf(v: Extended, b: Extended, odd: boolean): boolean {
  if (v.exponent < b.exponent) {
    const order = compareSignificands(v, b);
    return order > 0 || (order === 0 && odd);
  }
  if (v.high < 0) return true;
  const doubledHigh = (v.high << 1) | (v.low >>> 31);
  const doubledLow = v.low << 1;
  if (doubledHigh !== b.high) return below(b.high, doubledHigh);
  return doubledLow === b.low ? odd : below(b.low, doubledLow);
}

/** v = v - b with v below b in magnitude: b - v with the sign turned. */
function reverse(v: Extended, b: Extended): void {
  if (v.exponent < b.exponent) {
    // One bit below the significand of b, which has a place in `rest`.
    v.rest = v.low << 31;
    v.low = (v.high << 31) | (v.low >>> 1);
    v.high = v.high >>> 1;
    v.exponent++;
  }
  const borrowRest = v.rest === 0 ? 0 : 1;
  const low = (b.low - v.low - borrowRest) | 0;
  const borrowLow = below(b.low, v.low) || (borrowRest === 1 && b.low === v.low) ? 1 : 0;
  v.high = (b.high - v.high - borrowLow) | 0;
  v.low = low;
  v.rest = -v.rest | 0;
  v.sign ^= 1;
}
