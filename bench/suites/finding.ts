/** How much it takes to find a bug: every mutant by campaigns, some of them without swarm and by sweeps as well. */
import { availableParallelism } from "node:os";
import { performance } from "node:perf_hooks";
import { runCampaign } from "../../properties/campaign.ts";
import { injectionNames } from "../../properties/injections.ts";
import { hunt } from "../../properties/kill.ts";
import { mutants } from "../../properties/mutants/index.ts";
import type { Mutant } from "../../properties/mutants/mutant.ts";
import { scenarioNamed } from "../../properties/spec.ts";
import { runSweep } from "../../properties/sweep.ts";
import { sweptRun } from "../../properties/sweep-spec.ts";
import { Workers } from "../../properties/workers.ts";
import { createEnvironment } from "../../scenarios/environment.ts";
import { type Figure, turned } from "../figure.ts";
import type { Suite, Turn } from "./suite.ts";

type Asked = Pick<Workers, "count" | "ask">;

const SEED = 1;
/** A mutant that lives so long is alive here; `lockstep mutants` gives it three campaigns of 300. */
const RUNS = 64;
const SWEEP_TRIES = 24;
const QUICK_TRIES = 6;
/** Every so-manieth mutant is hunted without swarm and by sweep, too. */
const STRIDE = 4;
/** In a quick run these alone: their runs are short, and one of them takes a fault. */
const QUICK_MUTANTS = ["outputs-not-held", "waits-for-lost-backup"];

interface Kill {
  /** Runs, or tries of a sweep; null: it lives. */
  readonly runs: number | null;
  readonly seconds: number;
}

interface Hunted {
  readonly mutant: Mutant;
  readonly usual: Kill;
  readonly shrink: { readonly runs: number; readonly seconds: number; readonly faults: number } | null;
  readonly plain: Kill | null;
  readonly sweep: Kill | null;
}

const never = new AbortController().signal;
const secondsSince = (startedMs: number): number => (performance.now() - startedMs) / 1000;

/** `swarm` false: a campaign without, and nothing is shrunk. */
async function byCampaign(mutant: Mutant, workers: Asked, swarm: boolean): Promise<Pick<Hunted, "usual" | "shrink">> {
  let shrinkSeconds = 0;
  const timing: Asked = {
    count: workers.count,
    async ask<Answer>(...[task, signal]: Parameters<Workers["ask"]>) {
      const startedMs = performance.now();
      const answer = await workers.ask<Answer>(task, signal);
      if ("shrinkFor" in task) shrinkSeconds += secondsSince(startedMs);
      return answer;
    },
  };
  const plan = { campaign: SEED, campaigns: 1, scenarios: [], regime: "bounded", runs: RUNS, swarm } as const;
  const { killed, wallMs, shrinkRuns, unfinished } = await hunt(mutant, plan, timing, never);
  if (unfinished > 0) throw new Error(`${unfinished} runs were not finished`);
  const { runsToKill, reproFaults } = killed;
  return {
    usual: { runs: runsToKill, seconds: wallMs[0]! / 1000 - shrinkSeconds },
    shrink:
      shrinkRuns === null || reproFaults === null
        ? null
        : { runs: shrinkRuns, seconds: shrinkSeconds, faults: reproFaults },
  };
}

async function bySweep(mutant: Mutant, workers: Asked, tries: number): Promise<Kill> {
  const startedMs = performance.now();
  const spec = sweptRun(await scenarioNamed(mutant.scenario), [], SEED, mutant);
  const names = injectionNames(spec.scenario.topology(spec.settings));
  const plan = { names, pairs: false, budget: tries, until: mutant.property };
  const { findings, breakages } = await runSweep(spec, plan, await createEnvironment(), workers, never);
  if (breakages.length > 0) throw new Error(`${breakages.length} tries were not finished`);
  const firsts = findings.filter(({ property }) => property === mutant.property).map(({ first }) => first + 1);
  return { runs: firsts.length === 0 ? null : Math.min(...firsts), seconds: secondsSince(startedMs) };
}

/** Each core hunts mutants of its own. */
async function huntAll(chosen: readonly Mutant[], { quick, failed, progress }: Turn): Promise<readonly Hunted[]> {
  const hunted = new Map<Mutant, Hunted>();
  let next = 0;
  const lane = async (): Promise<void> => {
    const workers = new Workers(1);
    try {
      progress("warming up");
      await byCampaign(chosen[0]!, workers, true);
      while (next < chosen.length) {
        const index = next++;
        const mutant = chosen[index]!;
        progress(`${index + 1} of ${chosen.length}, ${mutant.id}`);
        const attempt = async <T>(how: string, hunting: Promise<T>): Promise<T | null> => {
          try {
            return await hunting;
          } catch (error) {
            failed(`${mutant.id} ${how} (${(error as Error).message.split("\n")[0]})`);
            return null;
          }
        };
        const kill = await attempt("by a campaign", byCampaign(mutant, workers, true));
        if (kill === null) continue;
        const isMore = quick || index % STRIDE === 0;
        const tries = quick ? QUICK_TRIES : SWEEP_TRIES;
        const plain = isMore ? await attempt("without swarm", byCampaign(mutant, workers, false)) : null;
        const sweep = isMore ? await attempt("by a sweep", bySweep(mutant, workers, tries)) : null;
        hunted.set(mutant, { mutant, ...kill, plain: plain?.usual ?? null, sweep });
      }
    } finally {
      await workers.end();
    }
  };
  await Promise.all(Array.from({ length: availableParallelism() }, lane));
  return chosen.flatMap((mutant) => hunted.get(mutant) ?? []);
}

function rowOf({ mutant: { id }, usual, shrink, plain, sweep }: Hunted): readonly Figure[] {
  const cell = (what: string, value: number | null | undefined, unit: string, once = false): readonly Figure[] =>
    value === null || value === undefined
      ? []
      : [{ name: `${id}: ${what}`, subject: id, value, unit, better: "lower", ...(once ? { once: true } : {}) }];
  return [
    ...cell("campaign", usual.runs, "runs"),
    ...cell("time", usual.runs && usual.seconds, "s", true),
    ...cell("shrunk to", shrink?.faults, "faults"),
    ...cell("shrinking", shrink?.runs, "runs"),
    ...cell("shrinking time", shrink?.seconds, "s", true),
    ...cell("without swarm", plain?.runs, "runs"),
    ...cell("time without swarm", plain?.runs && plain.seconds, "s", true),
    ...cell("sweep", sweep?.runs, "tries"),
    ...cell("sweep time", sweep?.runs && sweep.seconds, "s", true),
  ];
}

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

function killedOf(name: string, kills: readonly Kill[], most: string, target?: number): Figure {
  return {
    name: `${name}: killed of ${kills.length} mutants`,
    value: kills.filter(({ runs }) => runs !== null).length,
    unit: "mutants",
    better: "higher",
    ...(target === undefined ? {} : { target }),
    note: most,
  };
}

/** Medians of those killed; the range is that of the mutants. */
function medians(name: string, kills: readonly Kill[], unit: string): readonly Figure[] {
  const dead = kills.filter(({ runs }) => runs !== null);
  if (dead.length === 0) return [];
  const figure = { better: "lower" } as const;
  return [
    { name: `${name}: ${unit} to kill`, ...turned(dead.map(({ runs }) => runs!)), unit, ...figure },
    { name: `${name}: time to kill`, ...turned(dead.map(({ seconds }) => seconds)), unit: "s", ...figure },
  ];
}

/** Of mutants that both kill, all together. */
function against(name: string, pairs: readonly (readonly [usual: Kill, other: Kill])[]): readonly Figure[] {
  const both = pairs.filter(([usual, other]) => usual.runs !== null && other.runs !== null);
  if (both.length === 0) return [];
  const note = `${both.length} mutants that both kill`;
  const ratio = (what: string, of: (kill: Kill) => number, once: boolean): Figure => ({
    name: `${name}, of a campaign as it is: ${what}`,
    value: sum(both.map(([, other]) => of(other))) / sum(both.map(([usual]) => of(usual))),
    unit: "x",
    better: "lower",
    note,
    ...(once ? { once: true } : {}),
  });
  return [ratio("runs to kill", ({ runs }) => runs!, false), ratio("time to kill", ({ seconds }) => seconds, true)];
}

async function everyMutant(turn: Turn): Promise<readonly Figure[]> {
  const { quick, missing } = turn;
  const quickly = mutants.filter(({ id }) => QUICK_MUTANTS.includes(id));
  const hunted = await huntAll(quick ? quickly : mutants, turn);
  if (!quick)
    missing(`without swarm and by sweep, but for every ${STRIDE}th mutant; three campaigns each (lockstep mutants)`);
  const usual = hunted.map((one) => one.usual);
  const plain = hunted.flatMap((one) => (one.plain ? [[one.usual, one.plain] as const] : []));
  const sweep = hunted.flatMap((one) => (one.sweep ? [[one.usual, one.sweep] as const] : []));
  const others = (pairs: readonly (readonly [Kill, Kill])[]) => pairs.map(([, other]) => other);
  const shrinks = hunted.flatMap(({ shrink }) => shrink ?? []);
  const shrinking = (name: string, values: readonly number[], unit: string): readonly Figure[] =>
    values.length === 0 ? [] : [{ name, ...turned(values), unit, better: "lower" }];
  return [
    ...against("without swarm", plain),
    ...against("sweep", sweep),
    killedOf("campaign", usual, `within ${RUNS} runs`, usual.length),
    ...medians("campaign", usual, "runs"),
    killedOf("without swarm", others(plain), `within ${RUNS} runs`),
    ...medians("without swarm", others(plain), "runs"),
    killedOf("sweep", others(sweep), `within ${quick ? QUICK_TRIES : SWEEP_TRIES} tries, evenly chosen`),
    ...medians("sweep", others(sweep), "tries"),
    ...shrinking(
      "faults of the shrunk repro",
      shrinks.map(({ faults }) => faults),
      "faults",
    ),
    ...shrinking(
      "runs that shrinking took",
      shrinks.map(({ runs }) => runs),
      "runs",
    ),
    ...shrinking(
      "time that shrinking took",
      shrinks.map(({ seconds }) => seconds),
      "s",
    ),
    ...hunted.flatMap(rowOf),
  ];
}

/** Two rounds: guidance by the corpus begins with the second. */
const GUIDED_RUNS = 512;
const GUIDED = { scenarios: ["failover-kv", "contested", "rolling-hosts"], changes: { seconds: 6, quiet: 8 } };

/** What no mutant needs shows in how much of the protocol is met under fault. */
async function guidance({ quick, missing, progress, failed }: Turn): Promise<readonly Figure[]> {
  if (quick) {
    missing(`guidance by the corpus (it begins after 256 runs: not in a quick run)`);
    return [];
  }
  const workers = new Workers(null);
  // Drawn freshly, a run is the same in both.
  const made = new Map<number, unknown>();
  const asked: Asked = {
    count: workers.count,
    async ask<Answer>(...[task, signal]: Parameters<Workers["ask"]>) {
      const isFresh = "index" in task && task.origin === null;
      const answer = ((isFresh && made.get(task.index)) || (await workers.ask<Answer>(task, signal))) as Answer;
      if (isFresh) made.set(task.index, answer);
      return answer;
    },
  };
  const campaign = async (corpus: boolean) => {
    const common = { regime: null, mutant: null, timeMs: null, first: 0, prefer: null, stopEarly: false } as const;
    const plan = { ...GUIDED, ...common, campaign: SEED, runs: GUIDED_RUNS, shrinks: false, corpus };
    const { coverage, breakages } = await runCampaign(plan, asked, never, {
      progress: ({ runs }) => progress(`${corpus ? "with" : "without"}, ${runs} of ${GUIDED_RUNS} runs`),
    });
    if (breakages.length > 0) failed(`${breakages.length} runs of guidance by the corpus`);
    return { cells: coverage.cells, behaviours: coverage.marks.size };
  };
  try {
    const without = await campaign(false);
    const guided = await campaign(true);
    const note = `${GUIDED_RUNS} runs of ${GUIDED.scenarios.join(", ")}, short ones`;
    const figure = { better: "higher" } as const;
    return [
      {
        name: "corpus: cells fault x phase, of those without it",
        value: guided.cells.hit / without.cells.hit,
        unit: "x",
        ...figure,
        note,
      },
      {
        name: "corpus: behaviours, of those without it",
        value: guided.behaviours / without.behaviours,
        unit: "x",
        ...figure,
        note,
      },
      {
        name: `corpus: cells hit of ${guided.cells.possible}`,
        value: guided.cells.hit,
        unit: "cells",
        ...figure,
      },
      { name: `no corpus: cells hit of ${without.cells.possible}`, value: without.cells.hit, unit: "cells", ...figure },
    ];
  } finally {
    await workers.end();
  }
}

export const finding: Suite = {
  name: "finding",
  title: "Finding power",
  method: `Every mutant in one campaign of at most ${RUNS} runs on the scenario that it names, seed ${SEED}; killed means by the property that it names. Each core hunts a mutant of its own, so times are those of one worker that is warm, in wall time. A sweep tries the faults at ${SWEEP_TRIES} points of a short run with one death in it. The corpus guides from run 256 on: whoever dies before that dies in the same run without it, so what it is worth is told in cells of faults and phases.`,
  parts: [
    { name: "every mutant", measure: everyMutant },
    { name: "guidance by the corpus", measure: guidance },
  ],
};
