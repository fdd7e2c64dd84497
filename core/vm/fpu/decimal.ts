/** Packed decimal integers: 18 digits, two to a byte, and a sign byte (SDM vol. 1, 4.7). */
import { multiplyHigh } from "./arithmetic.ts";
import type { Context } from "./context.ts";
import { below, BIAS, DENORMAL, type Extended, NORMAL, normalise, ZERO } from "./extended.ts";
import { roundToInteger } from "./round.ts";

/** Ten bytes: digits 1 to 8 in `low`, 9 to 16 in `middle`, 17 and 18 and the sign byte in `top`, a 16-bit value. */
export class PackedDecimal {
  low = 0;
  middle = 0;
  top = 0;
}

/** Takes ten bytes apart; exact. A digit above 9 counts as its value, as silicon does. */
export function unpackDecimal(v: Extended, decimal: PackedDecimal): void {
  v.set((decimal.top >> 15) & 1, BIAS + 63, 0, 0);
  appendDigits(v, decimal.top & 0xff, 2);
  appendDigits(v, decimal.middle, 8);
  appendDigits(v, decimal.low, 8);
  if ((v.high | v.low) === 0) {
    v.kind = ZERO;
    v.exponent = 0;
    return;
  }
  v.kind = NORMAL;
  normalise(v);
}

function appendDigits(v: Extended, digits: number, count: number): void {
  for (let shift = 4 * (count - 1); shift >= 0; shift -= 4) {
    const digit = (digits >>> shift) & 15;
    const carried = multiplyHigh(v.low, 10);
    v.high = (Math.imul(v.high, 10) + carried) | 0;
    v.low = (Math.imul(v.low, 10) + digit) | 0;
    if (below(v.low, digit)) v.high = (v.high + 1) | 0;
  }
}

/** Rounds to an integer of 18 digits. False if an unmasked exception forbids the store. Changes `v`. */
export function packDecimal(context: Context, v: Extended, out: PackedDecimal): boolean {
  const fits = v.kind === ZERO || (v.kind <= DENORMAL && roundToInteger(context, v) && belowTenTo18(v));
  if (!fits) {
    context.invalid();
    // The packed decimal indefinite.
    out.top = 0xffff;
    out.middle = 0xc0000000 | 0;
    out.low = 0;
    return !context.blocked;
  }
  out.low = 0;
  out.middle = 0;
  for (let shift = 0; shift < 32; shift += 4) out.low |= takeDigit(v) << shift;
  for (let shift = 0; shift < 32; shift += 4) out.middle |= takeDigit(v) << shift;
  const digit17 = takeDigit(v);
  out.top = (v.sign << 15) | (takeDigit(v) << 4) | digit17;
  return true;
}

/** 10^18 is 0DE0B6B3A7640000h. */
function belowTenTo18(v: Extended): boolean {
  return v.high === 0x0de0b6b3 ? below(v.low, 0xa7640000) : below(v.high, 0x0de0b6b3);
}

/** Divides `high:low` by ten and returns the remainder. */
function takeDigit(v: Extended): number {
  let remainder = 0;
  const quotient = (digit: number): number => {
    const part = remainder * 0x10000 + digit;
    const whole = Math.floor(part / 10);
    remainder = part - whole * 10;
    return whole;
  };
  const q3 = quotient(v.high >>> 16);
  const q2 = quotient(v.high & 0xffff);
  const q1 = quotient(v.low >>> 16);
  const q0 = quotient(v.low & 0xffff);
  v.high = (q3 << 16) | q2;
  v.low = (q1 << 16) | q0;
  return remainder;
}
