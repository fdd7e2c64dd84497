/** The test of the tester: a property that fails in 1% of seeds is found, shrunk to the fault that it takes, reproduced. */
import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import test from "ava";
import { createEnvironment } from "../scenarios/environment.ts";
import { runCampaign } from "./campaign.ts";
import { readRepro } from "./repro.ts";
import { performRun } from "./run.ts";
import { Workers } from "./workers.ts";

const scenario = fileURLToPath(new URL("./canary.test-helper.js", import.meta.url));

test("a canary that fails in 1% of seeds is found, shrunk and reproduced", async (t) => {
  const workers = new Workers(2);
  const plan = {
    campaign: 4,
    scenarios: [scenario],
    regime: "bounded",
    changes: { seconds: 6, quiet: 8, clients: 1 },
    mutant: null,
    runs: 500,
    timeMs: null,
    first: 0,
    prefer: "canary",
    stopEarly: true,
    shrinks: true,
  } as const;
  const { findings, breakages, runs } = await runCampaign(plan, workers, new AbortController().signal);
  await workers.end();
  t.deepEqual([...breakages], []);
  t.is(findings.length, 1);
  t.true(runs > 5, `1 of 100 seeds, found in the first ${runs}`);
  const { repro, property } = findings[0]!;
  t.is(property, "canary");
  t.is(repro.faults.length, 1);
  t.is(repro.faults[0]!.kind, "crash");
  const path = join(await mkdtemp(join(tmpdir(), "lockstep-")), "repro.json");
  await writeFile(path, JSON.stringify(repro));
  const { spec } = await readRepro(path);
  const again = performRun(spec, await createEnvironment());
  t.is(again.traceHash, repro.traceHash);
  t.deepEqual([...new Set(again.violations.map((violation) => violation.property))], ["canary"]);
});
