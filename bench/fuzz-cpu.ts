/**
 * `npm run fuzz:cpu -- --runs N --seed S [--any-vendor]`: single instructions from random states, on the host's own
 * processor and on ours (DESIGN 4). Prints each difference, shrunk, as a vector that `npm run vectors` takes; exit code 1.
 */
import { parseArgs } from "node:util";
import { comparableRows, generate } from "./fuzz/generate.ts";
import { judge, sameKind } from "./fuzz/judge.ts";
import { execute, isIntel, type Outcome, type Start, unfit } from "./fuzz/native.ts";
import { shrink } from "./fuzz/shrink.ts";
import { VectorRunner } from "./vectors/runner.ts";

const BATCH = 2000;
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
  let done = 0;
  const verdictOf = (test: Start): string | null => judge(runner, test, execute([test])[0] as Outcome, strict);
  while (done < runs && differences < DIFFERENCES_MAX) {
    const first = done;
    const tests = Array.from({ length: Math.min(BATCH, runs - first) }, (_, i) => generate(rows, seed, first + i));
    done += tests.length;
    for (const [i, outcome] of execute(tests).entries()) {
      const test = tests[i] as Start;
      const verdict = judge(runner, test, outcome, strict);
      if (verdict === "skipped") skipped += 1;
      else if (verdict !== null && differences < DIFFERENCES_MAX) {
        differences += 1;
        const shrunk = shrink(test, (plainer) => sameKind(verdict, verdictOf(plainer)));
        report(shrunk, verdictOf(shrunk) ?? verdict);
      }
    }
  }
  process.stdout.write(
    `${done} runs over ${rows.length} rows, seed ${seed}: ${differences} differences, ${skipped} skipped\n`,
  );
  process.exitCode = differences === 0 ? 0 : 1;
}

function report(test: Start, verdict: string): void {
  const outcome = execute([test])[0] as Outcome;
  process.stdout.write(`${test.id} ${test.op} ${test.bytes}: ${verdict}\n${JSON.stringify({ ...test, ...outcome })}\n`);
}
