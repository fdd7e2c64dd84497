/** Rounds: what a run of a campaign is depends on the seed, its number and the rounds before it, on nothing else. */
import test from "ava";
import { ROUND_RUNS, runCampaign, type CampaignPlan } from "./campaign.ts";
import { isVaried, type Origin } from "./corpus.ts";
import type { Made, RunTask } from "./task.ts";
import { Workers } from "./workers.ts";

const CAMPAIGN = 1;
const plan: CampaignPlan = {
  campaign: CAMPAIGN,
  scenarios: ["idle-guest"],
  regime: null,
  changes: { seconds: 6, quiet: 8 },
  mutant: null,
  runs: ROUND_RUNS + 8,
  timeMs: null,
  first: 0,
  prefer: null,
  stopEarly: false,
  shrinks: false,
};

/** The trace hash and origin of each run made, by number. */
async function campaign(changed: Partial<CampaignPlan>, jobs: number) {
  const workers = new Workers(jobs);
  const made = new Map<number, { readonly hash: string; readonly origin: Origin | null }>();
  const noting: Pick<Workers, "count" | "ask"> = {
    count: workers.count,
    async ask<Answer>(...[task, signal]: Parameters<Workers["ask"]>) {
      const answer = await workers.ask<Made>(task, signal);
      const { index, origin } = task as RunTask;
      if ("result" in answer) made.set(index, { hash: answer.result.traceHash, origin });
      return answer as Answer;
    },
  };
  await runCampaign({ ...plan, ...changed }, noting, new AbortController().signal);
  await workers.end();
  return made;
}

test("runs of the second round are made from others, alike for any number of workers, and alone", async (t) => {
  const index = Array.from({ length: 8 }, (_, i) => ROUND_RUNS + i).find((one) => isVaried(CAMPAIGN, one))!;
  const made = await campaign({}, 1);
  t.is(made.size, ROUND_RUNS + 8);
  const { origin, hash } = made.get(index)!;
  t.true(origin!.aims.length > 0);
  // By itself: first the round that it came from, with other workers ...
  const again = await campaign({ first: index, runs: 1 }, 3);
  const numbers = [...Array.from({ length: ROUND_RUNS }, (_, i) => i), index];
  t.deepEqual(
    [...again].toSorted(byNumber),
    numbers.map((number) => [number, made.get(number)!]),
  );
  // ... unless somebody knows what came of that.
  const known = await campaign({ first: index, runs: 1, origin }, 1);
  t.deepEqual([...known], [[index, { origin, hash }]]);
});

test("without corpus and swarm every run is drawn freshly, from all families", async (t) => {
  const workers = new Workers(1);
  const first: RunTask = { ...plan, index: 0, origin: null };
  const made = await workers.ask<Made>(first, new AbortController().signal);
  await workers.end();
  const tasksOf = async (changed: Partial<CampaignPlan>) => {
    const asked: RunTask[] = [];
    const alike: Pick<Workers, "count" | "ask"> = {
      count: 1,
      ask<Answer>(...[task]: Parameters<Workers["ask"]>) {
        asked.push(task as RunTask);
        return Promise.resolve(made as Answer);
      },
    };
    await runCampaign({ ...plan, ...changed }, alike, new AbortController().signal);
    return asked;
  };
  const usual = await tasksOf({});
  t.true(usual.some(({ origin }) => origin !== null));
  t.true(usual.every(({ swarm }) => swarm));
  const plain = await tasksOf({ corpus: false, swarm: false });
  t.is(plain.length, usual.length);
  t.true(plain.every(({ origin, swarm }) => origin === null && swarm === false));
});

function byNumber([a]: readonly [number, unknown], [b]: readonly [number, unknown]): number {
  return a - b;
}
