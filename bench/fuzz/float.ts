/** Random x87 states: every kind of number, and registers, tags and control words in any combination. */
import type { FpuState } from "../vectors/runner.ts";
import type { Draw } from "./random.ts";

const EXPONENTS = [
  0, 1, 2, 0x3fbf, 0x3ffe, 0x3fff, 0x4000, 0x400e, 0x401e, 0x403d, 0x403e, 0x407e, 0x43fe, 0x7ffd, 0x7ffe, 0x7fff,
];

/** Twenty digits: sign and exponent, then the significand. */
function extended(draw: Draw): string {
  const sign = draw.below(2) << 15;
  const exponent = draw.oneIn(2) ? draw.pick(EXPONENTS) : draw.oneIn(2) ? 0x3fe0 + draw.below(64) : draw.below(0x8000);
  if (draw.oneIn(8)) return hex(sign, 4) + hex(0, 16);
  // One in sixteen has the wrong integer bit for its exponent.
  const integer = (exponent !== 0) !== draw.oneIn(16) ? 0x8000_0000 : 0;
  const [high, low] = fraction(draw);
  return hex(sign | exponent, 4) + hex((integer | (high & 0x7fff_ffff)) >>> 0, 8) + hex(low >>> 0, 8);
}

/** Few bits at the top, few zeros at the bottom, or any. */
function fraction(draw: Draw): [number, number] {
  switch (draw.below(6)) {
    case 0:
      return [0, 0];
    case 1:
      return [draw.number() << 8, 0];
    case 2:
      return [-1, -1 << draw.below(32)];
    case 3:
      return [0, draw.number()];
    case 4:
      return [draw.int32(), draw.pick([0x400, 0x800, 0xc00, 0]) | (draw.int32() << 11)];
    default:
      return [draw.int32(), draw.int32()];
  }
}

function hex(value: number, digits: number): string {
  return value.toString(16).padStart(digits, "0");
}

export function floatState(draw: Draw): FpuState {
  const rounding = draw.below(4) << 10;
  const precision = draw.pick([3, 3, 3, 2, 0, 1]) << 8;
  const masks = draw.oneIn(3) ? draw.below(64) : 0x3f;
  const cw = rounding | precision | 0x40 | masks;
  // Mostly no error waits, or little would be executed.
  const raised = draw.oneIn(8) ? draw.below(64) & (draw.oneIn(8) ? 0x3f : masks) : 0;
  const waits = (raised & ~masks & 0x3f) !== 0;
  const sw = (draw.below(8) << 11) | (draw.below(8) << 8) | (draw.below(2) << 14) | raised | (waits ? 0x8080 : 0);
  const st = Array.from({ length: 8 }, () => extended(draw));
  return { cw, sw, tw: tagWord(draw, st, (sw >> 11) & 7), st };
}

/** Tags as FNSTENV would write them, with some registers empty. */
function tagWord(draw: Draw, st: readonly string[], top: number): number {
  let word = 0;
  for (const [i, digits] of st.entries()) {
    // ST(0), ST(1) are mostly full, ST(7) mostly empty: room to push.
    const empty = i < 2 ? draw.oneIn(12) : i === 7 ? !draw.oneIn(6) : draw.oneIn(3);
    word |= (empty ? 3 : tagOf(digits)) << (2 * ((top + i) & 7));
  }
  return word;
}

export function tagOf(digits: string): number {
  const exponent = Number.parseInt(digits.slice(0, 4), 16) & 0x7fff;
  if (exponent === 0) return /^0+$/.test(digits.slice(4)) ? 1 : 2;
  const integer = Number.parseInt(digits.charAt(4), 16) >= 8;
  return exponent === 0x7fff || !integer ? 2 : 0;
}
