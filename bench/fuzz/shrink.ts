/** Shrinks a differing test: makes one thing after another plainer for as long as it still differs. */
import type { FpuState } from "../vectors/runner.ts";
import { tagOf } from "./float.ts";
import type { Start } from "./native.ts";

const ZERO = "0".repeat(20);
const ONE = "3fff8000000000000000";
const PLAIN_FLAGS = 0x202;

/** @param differs executes a test on both sides */
export function shrink(test: Start, differs: (test: Start) => boolean): Start {
  let best = test;
  for (let progress = true; progress;) {
    progress = false;
    for (const candidate of simpler(best)) {
      if (!differs(candidate)) continue;
      best = candidate;
      progress = true;
      break;
    }
  }
  return best;
}

function* simpler(test: Start): Generator<Start> {
  const { regs, ram, fpu } = test.initial;
  const withInitial = (change: Partial<Start["initial"]>): Start => ({
    ...test,
    initial: { ...test.initial, ...change },
  });
  for (const prefix of ["26", "36", "3e", "64", "65", "f0"]) {
    if (test.bytes.startsWith(prefix)) yield { ...test, bytes: test.bytes.slice(2) };
  }
  for (const [i] of ram.entries()) yield withInitial({ ram: ram.filter((_, other) => other !== i) });
  for (const [name, value = 0] of Object.entries(regs)) {
    if (!/^e[abcds][xpi]$/.test(name) || name === "eip") continue;
    for (const plain of [0, 1, value & 0xff, value & 0xffff]) {
      if (plain < value) yield withInitial({ regs: { ...regs, [name]: plain } });
    }
  }
  const flags = regs["eflags"] ?? PLAIN_FLAGS;
  for (let bit = 1; bit < 0x1000; bit <<= 1) {
    if ((flags & bit & ~PLAIN_FLAGS) !== 0) yield withInitial({ regs: { ...regs, eflags: flags & ~bit } });
  }
  if (fpu === undefined) return;
  for (const plainer of simplerFloat(fpu)) yield withInitial({ fpu: plainer });
}

function* simplerFloat(fpu: FpuState): Generator<FpuState> {
  for (const [i, digits] of fpu.st.entries()) {
    for (const plain of [ZERO, ONE]) {
      if (digits === ZERO || digits === plain) continue;
      const st = fpu.st.with(i, plain);
      const at = 2 * ((i + (fpu.sw >> 11)) & 7);
      const empty = ((fpu.tw >> at) & 3) === 3;
      yield { ...fpu, st, tw: empty ? fpu.tw : (fpu.tw & ~(3 << at)) | (tagOf(plain) << at) };
    }
  }
  if (fpu.cw !== 0x37f) yield { ...fpu, cw: 0x37f, sw: fpu.sw & ~0x8080 };
  if ((fpu.sw & ~0x3800) !== 0) yield { ...fpu, sw: fpu.sw & 0x3800 };
}
