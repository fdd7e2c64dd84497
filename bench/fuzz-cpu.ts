/**
 * `npm run fuzz:cpu -- --runs N --seed S [--any-vendor]`: single instructions from random states, on the host's own
 * processor and on ours (DESIGN 4). Prints each difference, shrunk, as a vector that `npm run vectors` takes; exit code 1.
 */
import { parseArgs } from "node:util";
import { comparableRows, generate } from "./fuzz/generate.ts";
import { execute, isIntel, type Outcome, type Start, unfit } from "./fuzz/native.ts";
import { shrink } from "./fuzz/shrink.ts";
import { VectorRunner } from "./vectors/runner.ts";

const BATCH = 2000;
const PAGE_FAULT = 14;
/** After so many, more would tell nothing new. */
const DIFFERENCES_MAX = 20;

const { values } = parseArgs({
  options: {
    runs: { type: "string", default: "100000" },
    seed: { type: "string", default: "1" },
    "any-vendor": { type: "boolean", default: false },
  },
});
const runs = Number(values.runs);
const seed = Number(values.seed);
if (!Number.isSafeInteger(runs) || runs < 1 || !Number.isSafeInteger(seed)) {
  process.stderr.write("usage: npm run fuzz:cpu -- [--runs N] [--seed S] [--any-vendor]\n");
  process.exit(2);
}
const reason = unfit(values["any-vendor"]);
if (reason === null) fuzz();
else process.stdout.write(`SKIPPED: ${reason}\n`);

function fuzz(): void {
  const strict = isIntel();
  const rows = comparableRows(strict);
  const runner = new VectorRunner();
  let skipped = 0;
  let differences = 0;
  /** What differs, or null; "skipped" where the test went to memory that is not there. */
  const judge = (test: Start, outcome: Outcome): string | null => {
    if (outcome.exception?.vector === PAGE_FAULT) return "skipped";
    return runner.run({ ...test, ...outcome }, strict && test.ulp === undefined);
  };
  const verdictOf = (test: Start): string | null => judge(test, execute([test])[0] as Outcome);
  for (let start = 0; start < runs && differences < DIFFERENCES_MAX; start += BATCH) {
    const tests = Array.from({ length: Math.min(BATCH, runs - start) }, (_, i) => generate(rows, seed, start + i));
    for (const [i, outcome] of execute(tests).entries()) {
      const test = tests[i] as Start;
      const verdict = judge(test, outcome);
      if (verdict === "skipped") skipped += 1;
      else if (verdict !== null && differences < DIFFERENCES_MAX) {
        differences += 1;
        report(
          shrink(test, (plainer) => sameKind(verdict, verdictOf(plainer))),
          judge,
        );
      }
    }
  }
  process.stdout.write(
    `${runs} runs over ${rows.length} rows, seed ${seed}: ${differences} differences, ${skipped} skipped\n`,
  );
  process.exitCode = differences === 0 ? 0 : 1;
}

/** The same things differ: shrinking must not slip from one difference to another. */
function sameKind(a: string, b: string | null): boolean {
  const things = (verdict: string): string =>
    [...verdict.matchAll(/(?:^|; )(\w+|\[)/g)].map(([, thing]) => thing).join(" ");
  return b !== null && things(a) === things(b);
}

function report(test: Start, judge: (test: Start, outcome: Outcome) => string | null): void {
  const outcome = execute([test])[0] as Outcome;
  process.stdout.write(
    `${test.id} ${test.op} ${test.bytes}: ${judge(test, outcome)}\n${JSON.stringify({ ...test, ...outcome })}\n`,
  );
}
