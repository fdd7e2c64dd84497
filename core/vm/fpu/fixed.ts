/**
 * Fixed-point series for the transcendental functions, in BigInt: a value `n` stands for n / 2^SCALE. Results are good to
 * about 2^-120 of what they approximate, so that rounding to 64 bits gives the exact result but for one argument in 2^55.
 * These instructions took hundreds of clocks in the silicon of their day; they are no hot path.
 */
export const SCALE = 128n;
export const ONE = 1n << SCALE;
/** From 192 correct bits. */
export const PI = 0x3243f6a8885a308d313198a2e03707344n;
export const LN2 = 0xb17217f7d1cf79abc9e3b39803f2f6afn;
/** 2 / ln 2 */
const TWO_LOG2E = 0x2e2a8eca5705fc2eefa1ffb41a474fa23n;

/** sin(r) / r and cos(r) from r squared, for |r| <= pi / 4. Below one where r is not zero, as they truly are. */
export function sineRatio(square: bigint): bigint {
  return justBelowOne(alternating(square, 2n));
}

export function cosine(square: bigint): bigint {
  return justBelowOne(alternating(square, 1n));
}

/** The sum of (-square)^k * (first - 1)! / (first - 1 + 2k)!. */
function alternating(square: bigint, first: bigint): bigint {
  let term = ONE;
  let sum = ONE;
  for (let n = first; term !== 0n; n += 2n) {
    term = -((term * square) >> SCALE) / (n * (n + 1n));
    sum += term;
  }
  return sum;
}

/** Keeps directed rounding right where a factor below one is too close to it for this scale. */
function justBelowOne(factor: bigint): bigint {
  return factor >= ONE ? ONE - 1n : factor;
}

/** (e^t - 1) / t for |t| < 1. */
export function exponentialRatio(t: bigint): bigint {
  let term = ONE;
  let sum = ONE;
  for (let n = 2n; term !== 0n; n++) {
    term = ((term * t) >> SCALE) / n;
    sum += term;
  }
  return sum;
}

/** 2 atanh(s) / (s ln 2), that is log2((1 + s) / (1 - s)) / s, for |s| < 0.18. */
export function logarithmRatio(s: bigint): bigint {
  const square = (s * s) >> SCALE;
  let power = ONE;
  let sum = ONE;
  for (let n = 3n; power !== 0n; n += 2n) {
    power = (power * square) >> SCALE;
    sum += power / n;
  }
  return (sum * TWO_LOG2E) >> SCALE;
}

/** atan(q) / q from q squared, for q <= 1/16. */
export function arctangentRatio(square: bigint): bigint {
  let power = ONE;
  let sum = ONE;
  for (let n = 3n; power !== 0n; n += 2n) {
    power = -((power * square) >> SCALE);
    sum += power / n;
  }
  return justBelowOne(sum);
}

/** atan(k / 16) for k = 0 ... 16, each from its predecessor: atan(a) - atan(b) = atan((a - b) / (1 + a b)). */
const ARCTANGENTS = arctangents();

function arctangents(): readonly bigint[] {
  const table = [0n];
  for (let k = 1n; k <= 16n; k++) {
    const step = (ONE * 16n) / (256n + k * (k - 1n));
    table.push(table[Number(k) - 1]! + ((step * arctangentRatio((step * step) >> SCALE)) >> SCALE));
  }
  return table;
}

/** atan(q) for 0 <= q <= 1. */
export function arctangent(q: bigint): bigint {
  const k = (q * 16n + (ONE >> 1n)) >> SCALE;
  const center = k * (ONE >> 4n);
  const t = ((q - center) << SCALE) / (ONE + ((q * center) >> SCALE));
  return ARCTANGENTS[Number(k)]! + ((t * arctangentRatio((t * t) >> SCALE)) >> SCALE);
}
