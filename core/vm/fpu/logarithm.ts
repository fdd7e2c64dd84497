/** FYL2X and FYL2XP1 (SDM vol. 2, tables "FYL2X results" and "FYL2XP1 results"). */
import { bitLength, deliver, shifted, significand, significandScale, toFixed } from "./big.ts";
import type { Context } from "./context.ts";
import { BIAS, type Extended, INFINITY, INTEGER_BIT, ZERO } from "./extended.ts";
import { logarithmRatio, ONE, SCALE } from "./fixed.ts";
import { invalid, settleDenormals, settleNaNs } from "./nan.ts";
import { PRECISION, ZERO_DIVIDE } from "./status.ts";

/** Scale of `binaryLogarithm`. */
const LOGARITHM_SCALE = 2 * Number(SCALE) + 64;

/** result = y * log2(x). */
export function logarithm(context: Context, x: Extended, y: Extended, result: Extended): void {
  if (settleNaNs(context, x, y, result)) return;
  if (x.sign === 1 && x.kind !== ZERO) return invalid(context, result);
  if (x.kind === ZERO) {
    if (y.kind === ZERO) return invalid(context, result);
    if (y.kind !== INFINITY) context.raise(ZERO_DIVIDE);
    return result.setInfinity(y.sign ^ 1);
  }
  const one = x.kind !== INFINITY && x.exponent === BIAS && x.high === INTEGER_BIT && x.low === 0;
  if ((x.kind === INFINITY && y.kind === ZERO) || (one && y.kind === INFINITY)) return invalid(context, result);
  if (settleDenormals(context, x, y)) return;
  const sign = y.sign ^ (x.exponent < BIAS ? 1 : 0);
  if (x.kind === INFINITY || y.kind === INFINITY) return result.setInfinity(sign);
  if (one || y.kind === ZERO) return result.setZero(sign);
  const power = significand(x) === 1n << 63n;
  const log = binaryLogarithm(significand(x), -significandScale(x));
  product(context, log < 0n ? -log : log, LOGARITHM_SCALE, y, sign, result, power);
}

/** result = y * log2(x + 1). From x = -1 down the manual leaves it open; as on silicon the answer then is `x`. */
export function logarithmPlusOne(context: Context, x: Extended, y: Extended, result: Extended): void {
  if (settleNaNs(context, x, y, result)) return;
  if (x.kind === INFINITY && (x.sign === 1 || y.kind === ZERO)) return invalid(context, result);
  if (x.kind === ZERO && y.kind === INFINITY) return invalid(context, result);
  if (settleDenormals(context, x, y)) return;
  const sign = x.sign ^ y.sign;
  if (x.kind === INFINITY || y.kind === INFINITY) return result.setInfinity(sign);
  if (x.kind === ZERO || y.kind === ZERO) return result.setZero(sign);
  if (x.sign === 1 && x.exponent >= BIAS) {
    context.inexact(false);
    return result.copy(x);
  }
  if (x.exponent < BIAS - 2) {
    const fixed = x.sign === 1 ? -toFixed(x) : toFixed(x);
    // s = x / (2 + x), so that 1 + x = (1 + s) / (1 - s).
    const s = (significand(x) << (2n * SCALE)) / (2n * ONE + fixed);
    const scale = Number(SCALE) + significandScale(x);
    const ratio = logarithmRatio(shifted(s, Number(SCALE) - scale));
    product(context, s * ratio, scale + Number(SCALE), y, sign, result, false);
    return;
  }
  const scale = significandScale(x);
  // Above 2^200 the one does not show.
  const far = x.exponent > BIAS + 200;
  const log = far
    ? binaryLogarithm(significand(x), -scale)
    : binaryLogarithm(sumWithOne(x, scale), -Math.max(scale, 0));
  product(context, log < 0n ? -log : log, LOGARITHM_SCALE, y, sign, result, false);
}

/** x + 1 as an integer times 2^-max(scale, 0). */
function sumWithOne(x: Extended, scale: number): bigint {
  const magnitude = scale >= 0 ? significand(x) : significand(x) << BigInt(-scale);
  const one = 1n << BigInt(Math.max(scale, 0));
  return x.sign === 1 ? one - magnitude : one + magnitude;
}

/** log2(n * 2^exponent) for n > 0, to SCALE relative bits or more, at LOGARITHM_SCALE. */
function binaryLogarithm(n: bigint, exponent: number): bigint {
  const length = bitLength(n);
  let power = exponent + length - 1;
  let unit = 1n << BigInt(length - 1);
  if (n * n > 2n * unit * unit) {
    power++;
    unit <<= 1n;
  }
  const s = ((n - unit) << (SCALE + 64n)) / (n + unit);
  return (BigInt(power) << BigInt(LOGARITHM_SCALE)) + s * logarithmRatio(s >> 64n);
}

function product(
  context: Context,
  log: bigint,
  logScale: number,
  y: Extended,
  sign: number,
  result: Extended,
  exact: boolean,
): void {
  // Silicon reports even an exact product as inexact, and so a tiny one as underflow.
  context.raise(PRECISION);
  deliver(context, result, sign, log * significand(y), logScale + significandScale(y), exact);
}
