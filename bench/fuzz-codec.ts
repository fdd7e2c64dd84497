/** `npm run fuzz:codec [-- COUNT [SEED]]`: a million mutated batches by default. An error, never a crash, never a wrong entry. */
import { trials, type Outcome } from "./fuzz-codec/trial.ts";

const [count = "1000000", seed = "1"] = process.argv.slice(2);
const outcomes = new Map<Outcome, number>();
for (const outcome of trials(Number(seed), Number(count))) outcomes.set(outcome, (outcomes.get(outcome) ?? 0) + 1);
for (const [outcome, times] of outcomes) process.stdout.write(`${String(times).padStart(9)}  ${outcome}\n`);
