/** Faults of the harness: each is told of with the run that it struck, and does not stop the campaign. */
import { fileURLToPath } from "node:url";
import test from "ava";
import { generateSeed } from "./generate.ts";
import { runCampaign, type CampaignResult } from "./campaign.ts";
import { Workers } from "./workers.ts";

/** Some of them meet the breaking property, some do not. */
const RUNS = 4;
const scenario = fileURLToPath(new URL("./breaking.test-helper.js", import.meta.url));

async function campaign(clients: number, runs: number, hungMs: number): Promise<CampaignResult> {
  const workers = new Workers(2, { hungMs, heapMegabytes: 160 });
  const plan = {
    campaign: 2,
    scenarios: [scenario],
    regime: "bounded",
    changes: { seconds: 6, quiet: 8, clients },
    mutant: null,
    runs,
    timeMs: null,
    first: 0,
    prefer: null,
    stopEarly: false,
    shrinks: true,
  } as const;
  const result = await runCampaign(plan, workers, new AbortController().signal);
  await workers.end();
  return result;
}

const patientMs = 120_000;

for (const [what, clients, message, hungMs] of [
  ["throws", 2, /property breaking threw at event \d+ \(fault\): the property is broken/, patientMs],
  ["ends its worker", 3, /worker/i, patientMs],
  ["hangs", 4, /no result in 20 s/, 20_000],
  ["fills its memory", 5, /memory/i, patientMs],
] as const)
  test.serial(
    `a property that ${what} is a fault of the harness, told with its run, and the others are made`,
    async (t) => {
      const { breakages, findings, runs } = await campaign(clients, RUNS, hungMs);
      t.deepEqual([...findings], []);
      t.true(breakages.length >= 1 && runs >= 1);
      t.is(breakages.length + runs, RUNS);
      for (const breakage of breakages) {
        t.regex(breakage.message, message);
        t.is(breakage.seed, generateSeed(2, breakage.index));
      }
    },
  );
