import { mkdtemp, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import test from "ava";
import { createEnvironment } from "../scenarios/environment.ts";
import type { CampaignPlan } from "./campaign.ts";
import { readOrigin, writeCorpus } from "./corpus-file.ts";
import { Corpus, isVaried, type Aim, type Kept, type Wanted } from "./corpus.ts";
import { cellMark } from "./coverage/behaviour.ts";
import { makeRun, specOfTask, type RunTask } from "./task.ts";

const environment = await createEnvironment();
const task: RunTask = {
  campaign: 1,
  index: 0,
  scenarios: ["failover-kv"],
  regime: "unbounded",
  changes: {},
  mutant: null,
  origin: null,
};
const parent = await firstThatDrains();
const varied = Array.from({ length: 60 }, (_, i) => 256 + i).filter((index) => isVaried(1, index));

/** One whose winner had something to drain: else the phase is over as it begins. */
async function firstThatDrains(): Promise<Kept> {
  for (let index = 0; index < 40; index++) {
    const kept = await keptOf(index);
    if (kept.moments.some(({ phase }) => phase === "draining")) return kept;
  }
  throw new Error("no run of the first 40 drains");
}

async function keptOf(index: number): Promise<Kept> {
  const { result, regime, moments } = makeRun(await specOfTask({ ...task, index }), environment);
  const { scenario, settings, seed, faults: schedule } = result;
  return { index, scenario, settings, seed, regime, schedule, moments };
}

function why(told: ReturnType<typeof readOrigin>): string {
  return typeof told === "string" ? told : "";
}

test("about half of the runs after the first round are made from others, whatever the corpus holds", (t) => {
  t.true(varied.length > 20 && varied.length < 40);
});

test("a fault that is aimed at a phase meets it", async (t) => {
  t.true(parent.moments.some(({ phase }) => phase === "draining"));
  const aims: readonly Aim[] = [
    { kind: "link-delay", phase: "draining" },
    { kind: "wall-jump", phase: "asking-live" },
  ];
  let met = 0;
  for (const index of varied.slice(0, 6)) {
    const spec = await specOfTask({ ...task, index, origin: { parent, aims, regime: parent.regime } });
    t.true(aims.every(({ kind }) => spec.schedule.some((fault) => fault.kind === kind)));
    const { marks } = makeRun(spec, environment);
    met += aims.filter(({ kind, phase }) => marks.includes(cellMark(kind, phase))).length;
  }
  // A parent whose own faults were changed besides may no longer come to the phase.
  t.true(met >= 9, `${met} of 12`);
});

test("a corpus aims at what a kept run can meet, in the strictest regime that lets it strike", (t) => {
  const corpus = new Corpus();
  t.is(corpus.originOf(1, 256, []), null);
  corpus.add(parent);
  const flip = { aim: { kind: "ram-flip", phase: "backup" }, regimes: ["corrupting"] } as const;
  const never = { aim: { kind: "crash", phase: "off" }, regimes: ["unbounded"] } as const;
  const guarded = { aim: { kind: "move", phase: "backup" }, regimes: ["bounded"] } as const;
  const crash = { aim: { kind: "crash", phase: "draining" }, regimes: ["unbounded", "corrupting"] } as const;
  const origin = (wanted: readonly Wanted[]) => corpus.originOf(1, 256, wanted);
  t.deepEqual(origin([never, guarded, crash]), { parent, regime: "unbounded", aims: [crash.aim] });
  t.deepEqual(origin([flip]), { parent, regime: "corrupting", aims: [flip.aim] });
  t.deepEqual(origin([]), { parent, regime: "unbounded", aims: [] });
});

test("the file of a corpus tells what a run was made from, or why it cannot", async (t) => {
  const folder = join(await mkdtemp(join(tmpdir(), "lockstep-")), "out");
  const { campaign, scenarios, regime, changes, mutant } = task;
  const plan: CampaignPlan = {
    campaign,
    scenarios,
    regime,
    changes,
    mutant,
    runs: 1,
    timeMs: null,
    first: 300,
    prefer: null,
    stopEarly: false,
    shrinks: true,
  };
  const origin = { parent, regime: "corrupting", aims: [{ kind: "crash", phase: "draining" }] } as const;
  t.regex(why(readOrigin(folder, plan, 300)), /there is no/);
  writeCorpus(folder, plan, new Map([[300, origin]]));
  t.deepEqual(readOrigin(folder, plan, 300), origin);
  t.is(readOrigin(folder, plan, 299), null);
  t.regex(why(readOrigin(folder, plan, 301)), /ends with run 300/);
  t.regex(why(readOrigin(folder, { ...plan, campaign: 2 }, 300)), /of another campaign/);
  for (const damaged of ["{", '{"lockstepCorpus": 2}', ""]) {
    await writeFile(join(folder, "corpus.json"), damaged);
    t.regex(why(readOrigin(folder, plan, 300)), /is damaged/);
  }
});
