/** Between the working value and the big integers in which the transcendental functions are computed. */
import type { Context } from "./context.ts";
import { BIAS, type Extended } from "./extended.ts";
import { SCALE } from "./fixed.ts";
import { roundExtended } from "./round.ts";

/** The 64 bits of a finite nonzero number: its magnitude is this / 2^`significandScale`. */
export function significand(v: Extended): bigint {
  return (BigInt(v.high >>> 0) << 32n) | BigInt(v.low >>> 0);
}

export function significandScale(v: Extended): number {
  return BIAS + 63 - v.exponent;
}

/** n * 2^shift, cut towards minus infinity. */
export function shifted(n: bigint, shift: number): bigint {
  return shift >= 0 ? n << BigInt(shift) : n >> BigInt(-shift);
}

/** The magnitude of a finite nonzero number in the fixed point of `fixed.ts`, cut off below. */
export function toFixed(v: Extended): bigint {
  return shifted(significand(v), Number(SCALE) - significandScale(v));
}

export function bitLength(n: bigint): number {
  const digits = n.toString(16);
  return digits.length * 4 - Math.clz32(Number.parseInt(digits.charAt(0), 16)) + 28;
}

/**
 * result = (-1)^sign * magnitude / 2^scale, rounded to 64 bits. `magnitude` is positive; unless `exact` it was cut off
 * and stands for a number slightly above.
 */
export function deliver(
  context: Context,
  result: Extended,
  sign: number,
  magnitude: bigint,
  scale: number,
  exact = false,
): void {
  const length = bitLength(magnitude);
  const top = shifted(magnitude, 96 - length);
  const lost = !exact || (length > 96 && shifted(top, length - 96) !== magnitude);
  result.set(sign, BIAS + length - 1 - scale, word(top, 64n), word(top, 32n));
  result.rest = word(top, 0n) | (lost ? 1 : 0);
  roundExtended(context, result, 64);
}

function word(n: bigint, shift: bigint): number {
  return Number(BigInt.asIntN(32, n >> shift));
}
