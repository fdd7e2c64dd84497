/** The x87 of a machine in the terms of a vector. */
import { Extended } from "../../core/vm/fpu/extended.ts";
import { Registers } from "../../core/vm/fpu/registers.ts";
import { FPU_OFFSET, type LinearMemory } from "../../core/vm/layout.ts";
import type { FpuState, Vector } from "./runner.ts";

/** A tag of 3: empty. */
const EMPTY = 3;

export function loadFpu(memory: LinearMemory, state: FpuState): void {
  const registers = new Registers(memory.i32, FPU_OFFSET);
  registers.control = state.cw;
  registers.status = state.sw;
  for (const [i, digits] of state.st.entries()) {
    const word = (from: number, to: number): number => Number.parseInt(digits.slice(from, to), 16) | 0;
    registers.writeBits(i, word(0, 4), word(4, 12), word(12, 20));
  }
  registers.setTagWord(state.tw);
}

function readFpu(memory: LinearMemory): FpuState {
  const registers = new Registers(memory.i32, FPU_OFFSET);
  return {
    cw: registers.control,
    sw: registers.status,
    tw: registers.tagWord(new Extended()),
    st: [0, 1, 2, 3, 4, 5, 6, 7].map(
      (i) => hex(registers.signExponent(i), 4) + hex(registers.high(i), 8) + hex(registers.low(i), 8),
    ),
  };
}

function hex(value: number, digits = 1): string {
  return (value >>> 0).toString(16).padStart(digits, "0");
}

/** What differs from what the vector expects. */
export function compareFpu(memory: LinearMemory, vector: Vector, strict: boolean): string[] {
  if (vector.initial.fpu === undefined) return [];
  const differences: string[] = [];
  const expected: FpuState = { ...vector.initial.fpu, ...vector.final.fpu };
  const found = readFpu(memory);
  const expect = (what: string, want: string, got: string): void => {
    if (want !== got) differences.push(`${what}: expected ${want}, found ${got}`);
  };
  const swMask = strict ? 0xffff : (vector.swMask ?? 0xffff);
  expect("cw", hex(expected.cw), hex(found.cw));
  expect("sw", hex(expected.sw & swMask), hex(found.sw & swMask));
  // One unit can lie between zero, denormal and normal; empty it cannot make.
  const tags = vector.ulp === undefined ? (tw: number): number => tw : emptyTags;
  expect("tw", hex(tags(expected.tw)), hex(tags(found.tw)));
  for (const [i, want] of expected.st.entries()) {
    const tag = (expected.tw >> (2 * ((i + (expected.sw >> 11)) & 7))) & 3;
    const got = found.st[i] ?? "";
    if ((tag === EMPTY && !strict) || withinUnits(want, got, vector.ulp ?? 0)) continue;
    expect(`st${i}`, want, got);
  }
  return differences;
}

/** A tag word with all tags but that of the empty cleared. */
function emptyTags(tw: number): number {
  const both = tw & (tw >> 1) & 0x5555;
  return both | (both << 1);
}

/** Two finite numbers of one sign, at most `units` in the last place apart. */
function withinUnits(expected: string, found: string, units: number): boolean {
  const a = ordinal(expected);
  const b = ordinal(found);
  if (a === null || b === null || expected.charAt(0) < "8" !== found.charAt(0) < "8") return false;
  return (a > b ? a - b : b - a) <= BigInt(units);
}

/** Neighbouring numbers have neighbouring ordinals; null if not finite. */
function ordinal(digits: string): bigint | null {
  const exponent = Number.parseInt(digits.slice(0, 4), 16) & 0x7fff;
  if (exponent === 0x7fff) return null;
  return (BigInt(exponent) << 63n) + BigInt.asUintN(63, BigInt(`0x${digits.slice(4)}`));
}
