import { existsSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import test from "ava";
import { differences, type Vector } from "./vectors.test-helper.ts";

/** Sixteen of each kind from the captures on silicon; the whole file is `../shared/vectors/silicon/x87.jsonl.gz`. */
const SAMPLE = "core/vm/fpu/vectors/x87.sample.jsonl.gz";
const WHOLE = "../shared/vectors/silicon/x87.jsonl.gz";

const TRANSCENDENTAL = /FSIN|FCOS|FSINCOS|FPTAN|FPATAN|F2XM1|FYL2X/;

const vectors: Vector[] = gunzipSync(readFileSync(existsSync(WHOLE) ? WHOLE : SAMPLE))
  .toString()
  .trim()
  .split("\n")
  .map((line): Vector => JSON.parse(line));

const byOperation = new Map<string, Vector[]>();
for (const vector of vectors) byOperation.set(vector.op, [...(byOperation.get(vector.op) ?? []), vector]);

for (const [operation, list] of byOperation) {
  // Strict comparison includes all that the manual leaves undefined; silicon's last unit of a transcendental is its own.
  const strict = !TRANSCENDENTAL.test(operation);
  test(`${operation} does what silicon did`, (t) => {
    for (const vector of list) {
      t.deepEqual(
        differences(vector, strict),
        [],
        `${vector.id} ${vector.bytes} ${JSON.stringify(vector.initial.fpu)}`,
      );
    }
  });
}
