/** Arithmetic at 64 bits against exact big integers, in every rounding mode and at the edges of the limbs. */
import { fc, testProp } from "@fast-check/ava";
import type { ExecutionContext } from "ava";
import { add, divide, multiply, squareRoot } from "./arithmetic.ts";
import { Context } from "./context.ts";
import { BIAS, Extended } from "./extended.ts";
import { PRECISION, ROUND_DOWN, ROUND_NEAREST, ROUND_SHIFT, ROUND_UP } from "./status.ts";

const limb = fc.oneof(fc.integer(), fc.constantFrom(-1, 0, 1, -0x8000_0000, 0x7fff_ffff, -0x1_0000, 0xffff));
/** Sign, exponent, and a significand with its integer bit. */
const operand = fc.record({
  sign: fc.constantFrom(0, 1),
  exponent: fc.integer({ min: BIAS - 70, max: BIAS + 70 }),
  high: limb.map((high) => high | 0x8000_0000),
  low: limb,
});
type Operand = typeof operand extends fc.Arbitrary<infer T> ? T : never;
const rounding = fc.integer({ min: 0, max: 3 });

function unpack(from: Operand): Extended {
  const v = new Extended();
  v.unpack((from.sign << 15) | from.exponent, from.high, from.low);
  return v;
}

function significand(v: { high: number; low: number }): bigint {
  return (BigInt(v.high >>> 0) << 32n) | BigInt(v.low >>> 0);
}

/** The number times 2^`SCALE`. */
const SCALE = 400;
function scaled(v: Operand): bigint {
  const magnitude = significand(v) << BigInt(v.exponent - BIAS - 63 + SCALE);
  return v.sign === 1 ? -magnitude : magnitude;
}

/** Checks `result` against n / d / 2^scale; `inexact` adds a sticky bit below n / d. */
function check(
  t: ExecutionContext,
  context: Context,
  result: Extended,
  n: bigint,
  d: bigint,
  scale: number,
  inexact = false,
): void {
  const negative = n < 0n !== d < 0n;
  const [top, bottom] = [n < 0n ? -n : n, d < 0n ? -d : d];
  const length = (top / bottom).toString(2).length;
  const drop = BigInt(length - 64);
  const unit = drop >= 0n ? bottom << drop : bottom;
  const numerator = drop >= 0n ? top : top << -drop;
  let quotient = numerator / unit;
  const rest = numerator % unit;
  const lost = rest !== 0n || inexact;
  const half = 2n * rest - unit;
  const mode = context.rounding;
  let up = false;
  if (mode === ROUND_NEAREST) up = half > 0n || (half === 0n && (inexact || (quotient & 1n) === 1n));
  else if (mode === ROUND_UP) up = lost && !negative;
  else if (mode === ROUND_DOWN) up = lost && negative;
  if (up) quotient += 1n;
  const carried = quotient >> 64n === 1n;
  t.is(significand(result), carried ? quotient >> 1n : quotient);
  t.is(result.exponent, BIAS + length - 1 - scale + (carried ? 1 : 0));
  t.is(result.sign, negative ? 1 : 0);
  t.is((context.raised & PRECISION) !== 0, lost);
  t.is(context.roundedUp, up);
}

function begin(mode: number): Context {
  const context = new Context();
  context.begin(0x37f | (mode << ROUND_SHIFT));
  return context;
}

testProp(
  "a sum is the exact sum rounded once",
  [operand, operand, rounding, fc.constantFrom(0, 1)],
  (t, a, b, mode, negate) => {
    const exact = scaled(a) + (negate === 1 ? -scaled(b) : scaled(b));
    fc.pre(exact !== 0n);
    const context = begin(mode);
    const result = new Extended();
    add(context, unpack(a), unpack(b), negate, result);
    check(t, context, result, exact, 1n, SCALE);
  },
  { numRuns: 1000 },
);

testProp(
  "a product is the exact product rounded once",
  [operand, operand, rounding],
  (t, a, b, mode) => {
    const context = begin(mode);
    const result = new Extended();
    multiply(context, unpack(a), unpack(b), result);
    check(t, context, result, scaled(a) * scaled(b), 1n, 2 * SCALE);
  },
  { numRuns: 1000 },
);

testProp(
  "a quotient is the exact quotient rounded once",
  [operand, operand, rounding],
  (t, a, b, mode) => {
    const context = begin(mode);
    const result = new Extended();
    divide(context, unpack(a), unpack(b), result);
    check(t, context, result, scaled(a) << BigInt(SCALE), scaled(b), SCALE);
  },
  { numRuns: 1000 },
);

testProp(
  "a square root is the exact root rounded once",
  [operand, rounding],
  (t, a, mode) => {
    const context = begin(mode);
    const result = new Extended();
    squareRoot(context, unpack({ ...a, sign: 0 }), result);
    const square = scaled({ ...a, sign: 0 }) << BigInt(SCALE);
    const root = integerRoot(square);
    check(t, context, result, root, 1n, SCALE, root * root !== square);
  },
  { numRuns: 1000 },
);

/** The greatest integer whose square is not above n (Newton, from above). */
function integerRoot(n: bigint): bigint {
  let root = 1n << BigInt((n.toString(2).length + 1) >> 1);
  for (;;) {
    const next = (root + n / root) >> 1n;
    if (next >= root) return root;
    root = next;
  }
}
