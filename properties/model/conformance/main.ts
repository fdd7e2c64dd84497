/** npm run conformance -- [--runs N] [--seed N] [--mutant ID] [scenario ...]: traces of the stack, held against the model. */
import { parseArgs } from "node:util";
import { createEnvironment } from "../../../scenarios/environment.ts";
import { scenarios } from "../../../scenarios/index.ts";
import { conform } from "./runs.ts";

const { values, positionals } = parseArgs({
  options: {
    runs: { type: "string", default: "200" },
    seed: { type: "string", default: "1" },
    mutant: { type: "string" },
  },
  allowPositionals: true,
});
const campaign = scenarios.filter(({ tags }) => tags.includes("campaign")).map(({ name }) => name);
const plan = {
  campaign: Number(values.seed),
  scenarios: positionals.length > 0 ? positionals : campaign,
  changes: {},
  mutant: values.mutant ?? null,
};
const environment = await createEnvironment();
const steps = new Map<string, number>();
let refused = 0;
for (let index = 0; index < Number(values.runs); index++) {
  const { refusal, steps: taken } = await conform(plan, index, environment);
  for (const [step, count] of taken) steps.set(step, (steps.get(step) ?? 0) + count);
  if (!refusal) continue;
  refused++;
  const { event, why } = refusal;
  const what = JSON.stringify(event, (key, value: unknown) => (key === "bytes" ? "..." : value));
  process.stdout.write(`run ${index} (${plan.scenarios[index % plan.scenarios.length]}): ${why}\n  ${what}\n`);
}
for (const [step, count] of [...steps].toSorted(([a], [b]) => (a < b ? -1 : 1)))
  process.stdout.write(`${String(count).padStart(9)}  ${step}\n`);
process.stdout.write(`${values.runs} runs, ${refused} with a step that the model does not allow\n`);
process.exit(refused > 0 ? 1 : 0);
