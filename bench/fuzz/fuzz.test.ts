import test from "ava";
import { VectorRunner } from "../vectors/runner.ts";
import { comparableRows, generate } from "./generate.ts";
import { judge } from "./judge.ts";
import { execute, isIntel, type Start, unfit } from "./native.ts";
import { shrink } from "./shrink.ts";

const rows = comparableRows(false);

test("a seed and an index make the same test every time", (t) => {
  for (const [index] of rows.entries()) t.deepEqual(generate(rows, 7, index), generate(rows, 7, index));
  t.notDeepEqual(generate(rows, 7, 0).initial, generate(rows, 8, 0).initial);
});

test("shrinking leaves what the difference needs, and little else", (t) => {
  const found = rows.findIndex((row) => row.mnemonic === "FSQRT");
  const start = generate(rows, 1, found);
  const needs = (candidate: Start): boolean => candidate.initial.fpu?.st[0] === start.initial.fpu?.st[0];
  const shrunk = shrink(start, needs);
  t.true(needs(shrunk));
  t.is(shrunk.initial.fpu?.cw, 0x37f);
  t.is(shrunk.initial.regs["eax"], 0);
  t.deepEqual(shrunk.initial.ram, []);
});

test("each instruction once does what the host's processor does", (t) => {
  const reason = unfit(true);
  if (reason !== null) {
    t.log(`SKIPPED: ${reason}`);
    t.pass();
    return;
  }
  const runner = new VectorRunner();
  const here = comparableRows(isIntel());
  const tests = here.map((_, index) => generate(here, 1, index));
  for (const [i, outcome] of execute(tests).entries()) {
    const one = tests[i] as Start;
    const verdict = judge(runner, one, outcome, false);
    t.true(verdict === null || verdict === "skipped", `${one.op} ${one.bytes}: ${verdict}`);
  }
});
