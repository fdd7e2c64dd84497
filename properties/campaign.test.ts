import { mkdtemp, readdir, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { createEnvironment } from "../scenarios/environment.ts";
import { runCampaign, type CampaignPlan, type CampaignResult } from "./campaign.ts";
import { readRepro } from "./repro.ts";
import { performRun } from "./run.ts";
import { Workers } from "./workers.ts";

const environment = await createEnvironment();

const plan: CampaignPlan = {
  campaign: 1,
  scenarios: ["failover-kv"],
  regime: "bounded",
  changes: {},
  mutant: null,
  runs: 12,
  timeMs: null,
  first: 0,
  prefer: null,
  stopEarly: false,
  shrinks: true,
};

async function run(changed: Partial<CampaignPlan>, jobs = 2): Promise<CampaignResult> {
  const workers = new Workers(jobs);
  try {
    return await runCampaign({ ...plan, ...changed }, workers, new AbortController().signal);
  } finally {
    await workers.end();
  }
}

test("the product is silent", async (t) => {
  const { findings, breakages, runs, failovers } = await run({});
  t.deepEqual([...findings], []);
  t.deepEqual([...breakages], []);
  t.is(runs, 12);
  t.true(failovers >= 12);
});

test("findings do not depend on the number of workers", async (t) => {
  const [one, two] = await Promise.all([1, 2].map((jobs) => run({ mutant: "released-while-asking", runs: 8 }, jobs)));
  t.true(one!.findings.length > 0);
  t.deepEqual(
    one!.findings.map(({ repro, runs }) => ({ repro, runs })),
    two!.findings.map(({ repro, runs }) => ({ repro, runs })),
  );
});

/** The first that there were; each is killed by the property that it is about, and its repro replays. */
for (const [mutant, property] of [
  ["outputs-not-held", "output-rule"],
  ["live-before-drained", "single-history"],
  ["no-arbiter", "single-live"],
  ["interrupt-one-unit-late", "replay-identical"],
] as const)
  test(`mutant ${mutant} is killed by ${property}, and its repro fails the same way`, async (t) => {
    const { findings } = await run({ mutant, runs: 300, prefer: property, stopEarly: true });
    const finding = findings.find(({ properties }) => properties.includes(property));
    t.truthy(finding);
    t.true(finding!.repro.faults.length <= 3);
    const path = join(await mkdtemp(join(tmpdir(), "lockstep-")), "repro.json");
    await writeFile(path, JSON.stringify(finding!.repro));
    const { repro, spec } = await readRepro(path);
    const again = performRun(spec, environment);
    t.is(again.traceHash, repro.traceHash);
    t.true(again.violations.some((violation) => violation.property === repro.property));
  });

test("what was found once stays found: scenarios/found", async (t) => {
  const folder = fileURLToPath(new URL("../../scenarios/found/", import.meta.url));
  const files = await readdir(folder).catch(() => []);
  for (const file of files) {
    const { repro, spec } = await readRepro(join(folder, file));
    t.truthy(repro.note, `${file} says in one line what it was`);
    const { violations } = performRun(spec, environment);
    // One with a mutant must go on failing; one without is a bug that was mended.
    if (repro.mutant === null) t.deepEqual([...violations], [], file);
    else
      t.true(
        violations.some(({ property }) => property === repro.property),
        file,
      );
  }
  t.pass();
});
