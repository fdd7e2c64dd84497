import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import test from "ava";
import { type Vector, VectorRunner } from "./runner.ts";

/** Sixteen of each kind of the captures on silicon, so that a clone by itself tests the FPU too. */
const SAMPLE = "bench/vectors/x87.sample.jsonl.gz";
const WHOLE = "../shared/vectors/silicon/x87.jsonl.gz";

/** Their last unit, and so C1, is each processor's own: strict comparison is for the rest. */
const TRANSCENDENTAL = /FSIN|FCOS|FSINCOS|FPTAN|FPATAN|F2XM1|FYL2X/;

const lines = gunzipSync(readFileSync(existsSync(WHOLE) ? WHOLE : SAMPLE))
  .toString("utf8")
  .trim()
  .split("\n");
const byOperation = new Map<string, Vector[]>();
for (const line of lines) {
  const vector: Vector = JSON.parse(line);
  byOperation.set(vector.op, [...(byOperation.get(vector.op) ?? []), vector]);
}
const runner = new VectorRunner();

for (const [operation, vectors] of byOperation) {
  const strict = !TRANSCENDENTAL.test(operation);
  test(`${operation} does what silicon did`, (t) => {
    for (const vector of vectors) {
      const wrong = runner.run(vector, strict);
      if (wrong !== null && wrong !== "skipped") t.fail(`${vector.id} ${vector.bytes}: ${wrong}`);
    }
    t.pass();
  });
}
