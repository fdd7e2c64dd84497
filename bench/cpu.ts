/**
 * `npm run bench:cpu [-- KERNEL...]`: guest kernels on our interpreter beside npm's v86, its compiler off and on, in one
 * process, best of three each. Exit code 1 where a result differs or a target is missed.
 */
import { readdirSync, readFileSync } from "node:fs";
import { runOwn, timeToFirstThousand } from "./cpu/own.ts";
import { runV86 } from "./cpu/v86.ts";

const directory = "bench/cpu/kernels";
const RUNS = 3;
/** Targets: speed relative to v86's interpreter on each kernel, and in the geometric mean; time to the 1,000th instruction. */
const TARGET_EACH = 2;
const TARGET_MEAN = 3;
const TARGET_START_MS = 2;

const asked = process.argv.slice(2);
const kernels = readdirSync(directory)
  .filter((file) => file.endsWith(".bin"))
  .map((file) => file.slice(0, -4))
  .filter((name) => asked.length === 0 || asked.includes(name));

let ok = true;
let product = 1;
process.stdout.write("kernel       units      own ms  MIPS   v86 interpreter   v86 compiler\n");
for (const name of kernels) {
  const image = readFileSync(`${directory}/${name}.bin`);
  const own = [];
  const interpreted = [];
  const compiled = [];
  for (let i = 0; i < RUNS; i += 1) {
    own.push(runOwn(image));
    interpreted.push(await runV86(image, false));
    compiled.push(await runV86(image, true));
  }
  const best = (timings: readonly { ms: number }[]): number => Math.min(...timings.map((timing) => timing.ms));
  const results = new Set([...own, ...interpreted, ...compiled].map((timing) => timing.result));
  const ratio = best(interpreted) / best(own);
  product *= ratio;
  if (results.size !== 1 || ratio < TARGET_EACH) ok = false;
  const units = own[0]?.units ?? 0;
  process.stdout.write(
    `${name.padEnd(10)} ${(units / 1e6).toFixed(0).padStart(5)} M ${best(own).toFixed(0).padStart(9)} ${(units / best(own) / 1000).toFixed(0).padStart(5)}` +
      `   ${best(interpreted).toFixed(0).padStart(6)} ms ${ratio.toFixed(2)}x   ${best(compiled).toFixed(0).padStart(6)} ms ${(best(compiled) / best(own)).toFixed(2)}x` +
      `${results.size === 1 ? "" : `   RESULTS DIFFER: ${[...results].join(" ")}`}\n`,
  );
}
const mean = product ** (1 / kernels.length);
const image = readFileSync(`${directory}/integer.bin`);
const startMs = Math.min(...Array.from({ length: 5 }, () => timeToFirstThousand(image)));
if (mean < TARGET_MEAN || startMs >= TARGET_START_MS) ok = false;
process.stdout.write(
  `geometric mean ${mean.toFixed(2)}x (target ${TARGET_MEAN}); to the 1,000th instruction ${startMs.toFixed(2)} ms (target ${TARGET_START_MS})\n`,
);
process.exit(ok ? 0 : 1);
