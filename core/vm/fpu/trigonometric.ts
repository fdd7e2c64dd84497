/**
 * FSIN, FCOS and FPTAN. Arguments are reduced by the 66-bit pi of Intel's processors (SDM vol. 1, 8.3.8), exactly; the
 * function of what remains is rounded once.
 */
import { deliver, shifted, significand, significandScale } from "./big.ts";
import type { Context } from "./context.ts";
import { BIAS, type Extended, INFINITY, INTEGER_BIT, ZERO } from "./extended.ts";
import { cosine, ONE, SCALE, sineRatio } from "./fixed.ts";
import { invalid, settleOne } from "./nan.ts";
import { roundExtended } from "./round.ts";

/** Half of the 66-bit pi, times 2^67. */
const HALF_PI = 0xc90fdaa22168c234cn;
const HALF_PI_SCALE = 67;

/**
 * Below 2^-67 in magnitude the sine and the tangent are the argument and the cosine one, to far less than one unit in the
 * last place; as on silicon they are then reported as inexact but not rounded, whatever the rounding control.
 */
const TINY = BIAS - 67;

function deliverTiny(context: Context, value: Extended, result: Extended): void {
  result.copy(value);
  context.inexact(false);
  roundExtended(context, result, 64);
}

/** Below 2^63 the instructions reduce an argument; from there on they set C2 and leave it alone. */
export function inTrigonometricRange(a: Extended): boolean {
  return a.kind >= INFINITY || a.exponent < BIAS + 63;
}

/** |a| less the nearest multiple of half pi: (-1)^sign * magnitude / 2^scale, and which multiple, modulo 4. */
interface Reduced {
  readonly quadrant: number;
  readonly sign: number;
  readonly magnitude: bigint;
  readonly scale: number;
  /** magnitude squared, in the fixed point of `fixed.ts`. */
  readonly square: bigint;
}

function reduce(a: Extended): Reduced {
  let scale = significandScale(a);
  let magnitude = significand(a);
  let quadrant = 0;
  let sign = 0;
  if (a.exponent >= BIAS - 1) {
    const x = magnitude << BigInt(HALF_PI_SCALE - scale);
    const multiple = (2n * x + HALF_PI) / (2n * HALF_PI);
    const left = x - multiple * HALF_PI;
    quadrant = Number(multiple & 3n);
    sign = left < 0n ? 1 : 0;
    magnitude = left < 0n ? -left : left;
    scale = HALF_PI_SCALE;
  }
  return { quadrant, sign, magnitude, scale, square: shifted(magnitude * magnitude, Number(SCALE) - 2 * scale) };
}

export function sine(context: Context, a: Extended, result: Extended): void {
  if (settleOne(context, a, result)) return;
  if (a.kind === INFINITY) return invalid(context, result);
  if (a.kind === ZERO) return result.setZero(a.sign);
  if (a.exponent < TINY) return deliverTiny(context, a, result);
  const reduced = reduce(a);
  sineOrCosine(context, reduced, reduced.quadrant, a.sign, result);
}

export function cosineOf(context: Context, a: Extended, result: Extended): void {
  if (settleOne(context, a, result)) return;
  if (a.kind === INFINITY) return invalid(context, result);
  if (a.kind === ZERO || a.exponent < TINY) {
    if (a.kind !== ZERO) context.inexact(false);
    return result.set(0, BIAS, INTEGER_BIT, 0);
  }
  const reduced = reduce(a);
  sineOrCosine(context, reduced, reduced.quadrant + 1, 0, result);
}

/** The sine of the reduced argument plus `quarters` times half pi. */
function sineOrCosine(context: Context, reduced: Reduced, quarters: number, sign: number, result: Extended): void {
  const turned = sign ^ ((quarters >> 1) & 1);
  if ((quarters & 1) !== 0) deliver(context, result, turned, cosine(reduced.square), Number(SCALE));
  else {
    const magnitude = reduced.magnitude * sineRatio(reduced.square);
    deliver(context, result, turned ^ reduced.sign, magnitude, reduced.scale + Number(SCALE));
  }
}

export function tangent(context: Context, a: Extended, result: Extended): void {
  if (settleOne(context, a, result)) return;
  if (a.kind === INFINITY) return invalid(context, result);
  if (a.kind === ZERO) return result.setZero(a.sign);
  if (a.exponent < TINY) return deliverTiny(context, a, result);
  const { quadrant, sign, magnitude, scale, square } = reduce(a);
  const sin = sineRatio(square);
  const cos = cosine(square);
  if ((quadrant & 1) === 0) {
    const ratio = (sin << SCALE) / cos;
    deliver(context, result, a.sign ^ sign, magnitude * (ratio <= ONE ? ONE + 1n : ratio), scale + Number(SCALE));
  } else {
    const cotangent = (cos << (2n * SCALE)) / (magnitude * sin);
    deliver(context, result, a.sign ^ sign ^ 1, cotangent, 2 * Number(SCALE) - scale);
  }
}
