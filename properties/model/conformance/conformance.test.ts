import test from "ava";
import { createEnvironment } from "../../../scenarios/environment.ts";
import { scenarios } from "../../../scenarios/index.ts";
import { conform, type ConformancePlan } from "./runs.ts";

const environment = await createEnvironment();

const plan: ConformancePlan = {
  campaign: 1,
  scenarios: scenarios.filter(({ tags }) => tags.includes("campaign")).map(({ name }) => name),
  changes: { seconds: 6, quiet: 8, think: 1000 },
  mutant: null,
};

const RUNS = 100;

test("every step of the stack is one that the model allows", async (t) => {
  const taken = new Set<string>();
  for (let index = 0; index < RUNS; index++) {
    const { refusal, steps } = await conform(plan, index, environment);
    if (refusal)
      t.fail(
        `run ${index}, event ${refusal.event.seq} at ${refusal.event.atNs} ns (${refusal.event.place}): ${refusal.why}`,
      );
    for (const step of steps.keys()) taken.add(step);
  }
  for (const step of [
    "ask live",
    "ask alone",
    "ask arm",
    "grant live",
    "grant alone",
    "grant arm",
    "refuse alone",
    "hear yes",
    "hear no",
    "go live",
    "clone cut",
    "clone given-up",
    "acknowledge",
    "release frame",
    "release console",
    "release disk",
    "issue",
    "write",
    "complete",
  ])
    t.true(taken.has(step), `no run has the step: ${step}`);
});

for (const [mutant, scenario, why] of [
  ["outputs-not-held", "failover-kv", /is known to have entry/],
  ["released-when-sent", "failover-kv", /is known to have entry/],
  ["released-while-asking", "split-brain", /is known to have entry/],
  ["acknowledges-what-it-drops", "failover-kv", /the last received/],
  ["live-before-drained", "failover-kv", /is acknowledged/],
  ["writes-ahead", "non-shared-disks", /is under way on the disk of/],
] as const)
  test(`the model does not allow what the mutant ${mutant} does`, async (t) => {
    const mutated = { ...plan, changes: {}, scenarios: [scenario], mutant };
    for (let index = 0; index < 10; index++) {
      const { refusal } = await conform(mutated, index, environment);
      if (!refusal) continue;
      t.regex(refusal.why, why);
      return;
    }
    t.fail("allowed in every run");
  });
