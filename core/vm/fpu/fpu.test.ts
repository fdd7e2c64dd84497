/** Laws that hold for all operands, checked against the doubles of the host or against exact big integers. */
// oxlint-disable no-restricted-properties -- the host is a yardstick here, not part of a run
import { fc, testProp } from "@fast-check/ava";
import type { ExecutionContext } from "ava";
import { Extended } from "./extended.ts";
import { Fpu } from "./fpu.ts";

const NEAREST_DOUBLE = 0x27f;
const NEAREST_EXTENDED = 0x37f;
const C2 = 0x400;

const view = new DataView(new ArrayBuffer(8));

function machine(control: number): Fpu {
  const fpu = new Fpu(new Int32Array(64), 0);
  fpu.initialise();
  fpu.registers.control = control;
  return fpu;
}

function operand(fpu: Fpu, value: number): void {
  view.setFloat64(0, value);
  fpu.operandDouble(view.getInt32(0), view.getInt32(4));
}

function push(fpu: Fpu, value: number): void {
  operand(fpu, value);
  fpu.loadOperand();
}

function top(fpu: Fpu): number {
  fpu.convertDouble();
  view.setInt32(0, fpu.out.high);
  view.setInt32(4, fpu.out.low);
  return view.getFloat64(0);
}

/** Doubles whose results stay normal, where rounding twice could differ. */
const normal = (): fc.Arbitrary<number> =>
  fc.double({ noNaN: true, min: -1e150, max: 1e150 }).filter((x) => x === 0 || Math.abs(x) > 1e-150);

const OPERATIONS: readonly [string, number, (a: number, b: number) => number][] = [
  ["add", 0, (a, b) => a + b],
  ["multiply", 1, (a, b) => a * b],
  ["subtract", 4, (a, b) => a - b],
  ["subtract reversed", 5, (a, b) => b - a],
  ["divide", 6, (a, b) => a / b],
  ["divide reversed", 7, (a, b) => b / a],
];

for (const [name, operation, reference] of OPERATIONS) {
  testProp(`${name} at 53 bits is what the host's doubles give`, [normal(), normal()], (t, a, b) => {
    const fpu = machine(NEAREST_DOUBLE);
    push(fpu, a);
    operand(fpu, b);
    fpu.arithmeticOperand(operation);
    t.is(top(fpu), reference(a, b));
  });
}

testProp("square root at 53 bits is what the host's doubles give", [normal()], (t, a) => {
  const fpu = machine(NEAREST_DOUBLE);
  push(fpu, a);
  fpu.squareRoot();
  t.is(top(fpu), Math.sqrt(a));
});

testProp("every double survives a load and a store", [fc.double()], (t, a) => {
  const fpu = machine(NEAREST_EXTENDED);
  push(fpu, a);
  t.is(top(fpu), a);
});

testProp("every single survives a load and a store", [fc.float()], (t, a) => {
  const fpu = machine(NEAREST_EXTENDED);
  view.setFloat32(0, a);
  fpu.operandSingle(view.getInt32(0));
  fpu.loadOperand();
  t.true(fpu.convertSingle());
  view.setInt32(0, fpu.out.low);
  t.is(view.getFloat32(0), a);
});

testProp(
  "every 64-bit integer survives FILD and FISTP",
  [fc.bigInt({ min: -(2n ** 63n), max: 2n ** 63n - 1n })],
  (t, n) => {
    const fpu = machine(NEAREST_EXTENDED);
    view.setBigInt64(0, n);
    fpu.operandInteger(view.getInt32(0), view.getInt32(4));
    fpu.loadOperand();
    t.true(fpu.convertInteger(64));
    t.is((BigInt(fpu.out.high) << 32n) | BigInt(fpu.out.low >>> 0), n);
    t.is(fpu.registers.status & 0xff, 0);
  },
);

testProp(
  "FBSTP writes the decimal digits, FBLD reads them",
  [fc.bigInt({ min: -(10n ** 18n) + 1n, max: 10n ** 18n - 1n })],
  (t, n) => {
    const fpu = machine(NEAREST_EXTENDED);
    view.setBigInt64(0, n);
    fpu.operandInteger(view.getInt32(0), view.getInt32(4));
    fpu.loadOperand();
    t.true(fpu.convertDecimal());
    const { low, middle, top: last } = fpu.decimal;
    const digits = BigInt(last & 0xff).toString(16) + hex8(middle) + hex8(low);
    t.is(BigInt(digits) * (last >> 15 === 0 ? 1n : -1n), n);
    fpu.completeStore(true, true);
    fpu.operandDecimal();
    fpu.loadOperand();
    t.true(fpu.convertInteger(64));
    t.is((BigInt(fpu.out.high) << 32n) | BigInt(fpu.out.low >>> 0), n);
  },
);

function hex8(n: number): string {
  return (n >>> 0).toString(16).padStart(8, "0");
}

testProp("FPREM repeated until C2 is clear is the exact remainder", [normal(), normal()], (t, a, b) => {
  fc.pre(b !== 0);
  const fpu = machine(NEAREST_EXTENDED);
  push(fpu, b);
  push(fpu, a);
  do fpu.remainder(false);
  while ((fpu.registers.status & C2) !== 0);
  t.is(top(fpu), a % b);
});

const FUNCTIONS: readonly [string, number, number, (fpu: Fpu) => void, (x: number) => number][] = [
  ["FSIN", -3, 3, (fpu) => fpu.sine(), Math.sin],
  ["FCOS", -1.5, 1.5, (fpu) => fpu.cosine(), Math.cos],
  ["F2XM1", -1, 1, (fpu) => fpu.exponential(), (x) => Math.expm1(x * Math.LN2)],
];

function near(t: ExecutionContext, found: number, expected: number): void {
  t.true(
    Math.abs(found - expected) <= 1e-15 * Math.max(1e-300, Math.abs(expected)),
    `expected ${expected}, found ${found}`,
  );
}

for (const [name, min, max, run, reference] of FUNCTIONS) {
  testProp(`${name} is near the host's function`, [fc.double({ min, max, noNaN: true })], (t, x) => {
    fc.pre(x === 0 || Math.abs(x) > 1e-290);
    const fpu = machine(NEAREST_EXTENDED);
    push(fpu, x);
    run(fpu);
    near(t, top(fpu), reference(x));
  });
}

testProp("FPATAN is near atan2", [normal(), normal()], (t, y, x) => {
  const fpu = machine(NEAREST_EXTENDED);
  push(fpu, y);
  push(fpu, x);
  fpu.arctangent();
  near(t, top(fpu), Math.atan2(y, x));
});

testProp("FYL2X is near y log2(x)", [fc.double({ min: 1e-300, max: 1e300, noNaN: true }), fc.integer()], (t, x, y) => {
  const fpu = machine(NEAREST_EXTENDED);
  push(fpu, y);
  push(fpu, x);
  fpu.logarithm();
  near(t, top(fpu), y * Math.log2(x));
});

testProp("sine and cosine lie on the unit circle", [fc.double({ min: -1e18, max: 1e18, noNaN: true })], (t, x) => {
  const fpu = machine(NEAREST_EXTENDED);
  push(fpu, x);
  fpu.sineAndCosine();
  fpu.arithmetic(1, 0, 0, false);
  fpu.exchange(1);
  fpu.arithmetic(1, 0, 0, false);
  fpu.arithmetic(0, 0, 1, false);
  near(t, top(fpu), 1);
});

/** Contents of eight registers, some of them empty, and the words. */
const state = fc.record({
  registers: fc.array(fc.tuple(fc.integer({ min: 0, max: 0xffff }), fc.integer(), fc.integer()), {
    minLength: 8,
    maxLength: 8,
  }),
  status: fc.integer({ min: 0, max: 0xffff }),
  control: fc.integer({ min: 0, max: 0xffff }),
  tags: fc.integer({ min: 0, max: 0xffff }),
});

for (const wide of [false, true]) {
  for (const real of [false, true]) {
    testProp(
      `FRSTOR undoes FNSAVE (${wide ? 32 : 16} bits, ${real ? "real" : "protected"} format)`,
      [state],
      (t, s) => {
        const words = new Int32Array(64);
        const fpu = new Fpu(words, 0);
        for (const [i, [signExponent, high, low]] of s.registers.entries())
          fpu.registers.writeBits(i, signExponent, high, low);
        fpu.registers.control = s.control;
        fpu.registers.status = s.status;
        fpu.registers.setTagWord(s.tags);
        fpu.registers.setCodePointer(0x5d9, real ? 0 : 0x23, 0x1234);
        fpu.registers.setDataPointer(real ? 0 : 0x2b, 0x5678);
        const before = words.slice();
        const status = fpu.registers.status;
        const tags = fpu.registers.tagWord(new Extended());
        t.is(fpu.saveState({ wide, real }), (wide ? 28 : 14) + 80);
        fpu.initialise();
        fpu.restoreState({ wide, real });
        // The 16-bit protected format has no room for the opcode.
        if (!wide && !real) fpu.registers.setCodePointer(0x5d9, 0x23, 0x1234);
        t.deepEqual(words, before);
        t.is(fpu.registers.status, status);
        t.is(fpu.registers.tagWord(new Extended()), tags);
      },
    );
  }
}
