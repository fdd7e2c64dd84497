/**
 * A double extended-precision number taken apart, the working value of all arithmetic here.
 *
 * A finite number is (-1)^sign * 2^(exponent - 3FFFh) * significand / 2^63, where the significand is the 64 bits
 * `high:low` followed by the 32 bits of `rest`. The lowest bit of `rest` is sticky: one if anything below it is lost.
 * Unpacked, denormal and pseudo-denormal numbers are normalised; the exponent then leaves the range of the format.
 */
export class Extended {
  kind = ZERO;
  sign = 0;
  /** Biased by 3FFFh. */
  exponent = 0;
  high = 0;
  low = 0;
  rest = 0;

  copy(from: Extended): void {
    this.kind = from.kind;
    this.sign = from.sign;
    this.exponent = from.exponent;
    this.high = from.high;
    this.low = from.low;
    this.rest = from.rest;
  }

  /** Sets all but `kind`, which is of no use in a result. */
  set(sign: number, exponent: number, high: number, low: number): void {
    this.sign = sign;
    this.exponent = exponent;
    this.high = high;
    this.low = low;
    this.rest = 0;
  }

  setZero(sign: number): void {
    this.set(sign, 0, 0, 0);
  }

  setInfinity(sign: number): void {
    this.set(sign, MAX_EXPONENT, INTEGER_BIT, 0);
  }

  /** The "real indefinite" quiet NaN, the masked answer to an invalid operation. */
  setIndefinite(): void {
    this.set(1, MAX_EXPONENT, INTEGER_BIT | QUIET_BIT, 0);
  }

  /** Takes 80 bits apart. */
  unpack(signExponent: number, high: number, low: number): void {
    const exponent = signExponent & MAX_EXPONENT;
    this.set((signExponent >> 15) & 1, exponent, high, low);
    if (exponent === 0) {
      if ((high | low) === 0) {
        this.kind = ZERO;
        return;
      }
      this.kind = DENORMAL;
      this.exponent = 1;
      normalise(this);
    } else if (high >= 0) this.kind = UNSUPPORTED;
    else if (exponent < MAX_EXPONENT) this.kind = NORMAL;
    else if (((high << 1) | low) === 0) this.kind = INFINITY;
    else this.kind = (high & QUIET_BIT) !== 0 ? QUIET_NAN : SIGNALLING_NAN;
  }
}

export const ZERO = 0;
export const NORMAL = 1;
export const DENORMAL = 2;
export const INFINITY = 3;
export const QUIET_NAN = 4;
export const SIGNALLING_NAN = 5;
/** Pseudo-NaN, pseudo-infinity, unnormal: formats of the 8087 that are invalid operands since the 387. */
export const UNSUPPORTED = 6;

export const MAX_EXPONENT = 0x7fff;
export const BIAS = 0x3fff;
/** Of the high half of the significand: the explicit integer bit. */
export const INTEGER_BIT = 0x80000000 | 0;
/** Of the high half of the significand: set in quiet NaNs. */
export const QUIET_BIT = 0x40000000;

/** Unsigned a < b. */
export function below(a: number, b: number): boolean {
  return a >>> 0 < b >>> 0;
}

/** Orders two significands as unsigned 64-bit numbers: negative, zero or positive. */
export function compareSignificands(a: Extended, b: Extended): number {
  if (a.high !== b.high) return below(a.high, b.high) ? -1 : 1;
  if (a.low !== b.low) return below(a.low, b.low) ? -1 : 1;
  return 0;
}

/** Shifts the 96 bits left until the integer bit is set. The significand must not be zero. */
export function normalise(v: Extended): void {
  while (v.high === 0) {
    v.high = v.low;
    v.low = v.rest;
    v.rest = 0;
    v.exponent -= 32;
  }
  const shift = Math.clz32(v.high);
  if (shift === 0) return;
  v.high = (v.high << shift) | (v.low >>> (32 - shift));
  v.low = (v.low << shift) | (v.rest >>> (32 - shift));
  v.rest <<= shift;
  v.exponent -= shift;
}

/** Shifts the 96 bits right by `count` >= 0; what falls out stays as the sticky bit. The exponent is the caller's. */
export function shiftRight(v: Extended, count: number): void {
  if (count >= 96) {
    v.rest = (v.high | v.low | v.rest) === 0 ? 0 : 1;
    v.high = 0;
    v.low = 0;
    return;
  }
  for (; count >= 32; count -= 32) {
    v.rest = v.low | (v.rest === 0 ? 0 : 1);
    v.low = v.high;
    v.high = 0;
  }
  if (count === 0) return;
  const lost = v.rest << (32 - count);
  v.rest = (v.low << (32 - count)) | (v.rest >>> count) | (lost === 0 ? 0 : 1);
  v.low = (v.high << (32 - count)) | (v.low >>> count);
  v.high >>>= count;
  v.high |= 0;
}
