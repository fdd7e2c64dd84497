import { existsSync, readdirSync, readFileSync } from "node:fs";
import { gunzipSync } from "node:zlib";
import test from "ava";
import { decode, decodedForm } from "../../core/vm/cpu/decode.ts";
import { MODE } from "../../core/vm/cpu/record.ts";
import { type Vector, VectorRunner } from "./runner.ts";

/** Six of each form of the captures on silicon, so that a clone by itself tests the CPU too. */
const SAMPLE = "bench/vectors/integer.sample.jsonl.gz";
const CAPTURES_80286 = "../shared/vectors/80286";

function load(file: string): Vector[] {
  const lines = gunzipSync(readFileSync(file)).toString("utf8").trim().split("\n");
  return lines.map((line) => JSON.parse(line) as Vector);
}

const runner = new VectorRunner();
const sample = load(SAMPLE);
const byForm = new Map<string, Vector[]>();
for (const vector of sample) byForm.set(vector.op, [...(byForm.get(vector.op) ?? []), vector]);

for (const [form, vectors] of byForm) {
  test(`${form} does what silicon did, undefined flags too`, (t) => {
    for (const vector of vectors) t.is(runner.run(vector, true), null, `${vector.id} ${vector.bytes}`);
  });
}

/** Arithmetic flags in the order of the table's column: O S Z A P C. */
const FLAG_BITS = [11, 7, 6, 4, 2, 0];

test("an instruction changes no flag that its row leaves alone", (t) => {
  const record = new Int32Array(4);
  for (const vector of sample) {
    if (vector.exception !== null) continue;
    const bytes = Buffer.from(vector.bytes, "hex");
    decode(bytes, 0, bytes.length, MODE.CODE32, record, 0, 0);
    const { form } = decodedForm();
    const changed = (vector.initial.regs["eflags"] ?? 0) ^ (vector.final.regs["eflags"] ?? 0);
    FLAG_BITS.forEach((bit, i) => {
      if (form.flags[i] === ".")
        t.is((changed >> bit) & 1, 0, `${vector.id} ${form.opcode} ${form.mnemonic}: bit ${bit}`);
    });
  }
});

if (existsSync(CAPTURES_80286)) {
  for (const file of readdirSync(CAPTURES_80286).filter((name) => name.endsWith(".gz"))) {
    test(`80286 captures of ${file.replace(".jsonl.gz", "")}`, (t) => {
      for (const vector of load(`${CAPTURES_80286}/${file}`))
        t.is(runner.run(vector, false), null, `${vector.id} ${vector.bytes}`);
    });
  }
} else {
  test.skip(`80286 captures: ${CAPTURES_80286} is not here`, () => {});
}
