/**
 * Many runs, on all cores. Work goes in rounds of 256; results are merged in the order of their numbers, and what is
 * shrunk, kept and tried next is decided from merged results only. So findings depend on the seed, not on the number of
 * workers.
 */
import { faultKindsOf, regimesOf } from "../scenarios/scenario.ts";
import { viewsOf } from "../sim/topology.ts";
import { settingsOf } from "../scenarios/index.ts";
import { Corpus, isVaried, type Origin, type Wanted } from "./corpus.ts";
import { BiteTally, type Bite } from "./coverage/bite.ts";
import { coverageOf, rarestCells, type CampaignCoverage } from "./coverage/campaign-coverage.ts";
import type { Reach } from "./coverage/possible.ts";
import { Tally } from "./coverage/tally.ts";
import { Findings, violatedBy, type Finding } from "./findings.ts";
import { generateSeed } from "./generate.ts";
import type { RunResult } from "./result.ts";
import { scenarioNamed } from "./spec.ts";
import type { Shrunk } from "./shrink-run.ts";
import type { Made, RunTask, ShrinkTask } from "./task.ts";
import { Breakage, type Workers } from "./workers.ts";

export type { Finding } from "./findings.ts";

export const ROUND_RUNS = 256;
/** Cells that runs of the next round aim at, if so many are not hit yet or hardly ever. */
const WANTED_MIN = 48;

/** Whoever makes the runs. */
type Asked = Pick<Workers, "count" | "ask">;

export interface CampaignPlan extends Omit<RunTask, "index" | "origin"> {
  /** How many runs; null: as many rounds as fit into `timeMs`. */
  readonly runs: number | null;
  readonly timeMs: number | null;
  /** Number of the first run. */
  readonly first: number;
  /** What the first run is made from, if somebody knows; else the rounds before it are made again to learn that. */
  readonly origin?: Origin | null;
  /** The property to shrink for where it is among those violated: a mutant's own. */
  readonly prefer: string | null;
  /** End with the first run that violates `prefer`: enough to know that a mutant is dead. */
  readonly stopEarly: boolean;
  /** Whether findings are shrunk; else they are only counted in `violated`. */
  readonly shrinks: boolean;
  /** Whether half of the runs after the first round are made from those that showed something new; absent: yes. */
  readonly corpus?: boolean;
}

/** A run that the harness could not finish. */
interface Unfinished {
  readonly index: number;
  /** Drawn for it. */
  readonly seed: number;
  readonly message: string;
}

export interface CampaignResult {
  readonly runs: number;
  readonly seed: number;
  readonly findings: readonly Finding[];
  readonly breakages: readonly Unfinished[];
  /** Properties violated anywhere, with the number of the first run. */
  readonly violated: ReadonlyMap<string, number>;
  /** How many runs put each property to the test. */
  readonly witnessed: ReadonlyMap<string, number>;
  readonly coverage: CampaignCoverage;
  readonly bite: Bite;
  readonly requests: number;
  readonly failovers: number;
  readonly instructions: number;
  readonly virtualNs: number;
  readonly wallMs: number;
  readonly interrupted: boolean;
  /** Those that took longest on the wall, longest first. */
  readonly slowest: readonly SlowRun[];
}

interface SlowRun extends Pick<RunResult, "scenario" | "seed" | "wallMs" | "virtualNs"> {
  readonly index: number;
}

const SLOWEST_KEPT = 10;

export interface Progress {
  readonly runs: number;
  readonly failed: number;
  readonly virtualNs: number;
  readonly elapsedMs: number;
  /** Different behaviours, and the share of the last round's runs that showed a new one. */
  readonly behaviours: number;
  readonly newsShare: number;
}

export interface CampaignListener {
  progress?(progress: Progress): void;
  /** After each round: what the runs so far that were made from others were made from. */
  round?(origins: ReadonlyMap<number, Origin>): void;
}

interface Totals {
  requests: number;
  failovers: number;
  instructions: number;
  virtualNs: number;
}

class Campaign {
  readonly #plan: CampaignPlan;
  readonly #workers: Asked;
  readonly #signal: AbortSignal;
  readonly #listener: CampaignListener;
  readonly #startedMs = performance.now();
  readonly #corpus = new Corpus();
  readonly #origins = new Map<number, Origin>();
  readonly tally = new Tally();
  readonly bite: BiteTally;
  readonly findings: Findings;
  readonly breakages: Unfinished[] = [];
  readonly violated = new Map<string, number>();
  readonly witnessed = new Map<string, number>();
  readonly slowest: SlowRun[] = [];
  readonly totals: Totals = { requests: 0, failovers: 0, instructions: 0, virtualNs: 0 };
  readonly reach: Reach;
  runs = 0;
  #made = { runs: 0, failed: 0, virtualNs: 0 };

  constructor(plan: CampaignPlan, reach: Reach, workers: Asked, signal: AbortSignal, listener: CampaignListener) {
    this.#plan = plan;
    this.reach = reach;
    this.bite = new BiteTally(reach.kinds);
    this.#workers = workers;
    this.#signal = signal;
    this.#listener = listener;
    this.findings = new Findings(plan.prefer);
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  async all(): Promise<void> {
    const { runs, timeMs, first } = this.#plan;
    const begin = await this.#learn(first);
    const end = runs === null ? Infinity : first + runs;
    for (let from = begin; from < end && !this.#over(timeMs);) {
      const to = Math.min(end, (Math.floor(from / ROUND_RUNS) + 1) * ROUND_RUNS);
      for (const [index, made] of await this.#round(from, to)) await this.#merge(index, made);
      this.tally.endRound();
      this.#listener.round?.(this.#origins);
      from = to;
    }
  }

  /** Makes the rounds before `first` again where that run was made from one of theirs, for what they leave to it. */
  async #learn(first: number): Promise<number> {
    const { campaign, origin, corpus = true } = this.#plan;
    if (!corpus || first < ROUND_RUNS || !isVaried(campaign, first)) return first;
    if (origin !== undefined) {
      if (origin) this.#origins.set(first, origin);
      return first;
    }
    const start = Math.floor(first / ROUND_RUNS) * ROUND_RUNS;
    for (let from = 0; from < start && !this.#signal.aborted; from += ROUND_RUNS)
      for (const [index, made] of await this.#round(from, from + ROUND_RUNS)) this.#keep(index, made);
    this.#choose(first, first + 1);
    return first;
  }

  #over(timeMs: number | null): boolean {
    return this.#signal.aborted || (timeMs !== null && this.elapsedMs >= timeMs) || this.#dead();
  }

  #dead(): boolean {
    const { prefer, stopEarly } = this.#plan;
    return stopEarly && prefer !== null && this.violated.has(prefer);
  }

  /** Decides what the runs of a round are made from. */
  #choose(from: number, end: number): void {
    const { campaign, corpus = true } = this.#plan;
    if (!corpus || from < ROUND_RUNS) return;
    const wanted: readonly Wanted[] = rarestCells(this.tally.marks, this.reach, WANTED_MIN);
    for (let index = from; index < end; index++) {
      if (this.#origins.has(index) || !isVaried(campaign, index)) continue;
      const origin = this.#corpus.originOf(campaign, index, wanted);
      if (origin) this.#origins.set(index, origin);
    }
  }

  /** Makes the runs and returns them in order; fewer where it is interrupted. */
  async #round(from: number, end: number): Promise<readonly (readonly [number, Made])[]> {
    this.#choose(from, end);
    const results = new Map<number, Made>();
    let next = from;
    const taken = async (): Promise<void> => {
      while (next < end && !this.#signal.aborted && !this.#foundIn(results)) {
        const index = next++;
        const made = await this.#ask<Made>(this.#task(index));
        if (made) results.set(index, made);
        this.#tell(made);
      }
    };
    await Promise.all(Array.from({ length: this.#workers.count }, taken));
    return [...results].toSorted(([a], [b]) => a - b);
  }

  #tell(made: Made | null): void {
    this.#made.runs++;
    this.#made.virtualNs += made?.result.virtualNs ?? 0;
    if (made?.result.verdict === "fail") this.#made.failed++;
    const { marks, newsShare } = this.tally;
    this.#listener.progress?.({ ...this.#made, elapsedMs: this.elapsedMs, behaviours: marks.size, newsShare });
  }

  /** With `stopEarly`, nothing is begun after a run that violates it; those before it are finished, so the first is known. */
  #foundIn(results: ReadonlyMap<number, Made>): boolean {
    const { prefer, stopEarly } = this.#plan;
    if (!stopEarly) return false;
    for (const { result } of results.values())
      if (result.violations.some(({ property }) => property === prefer)) return true;
    return false;
  }

  #keep(index: number, { result, regime, marks, moments }: Made): void {
    const news = this.tally.add(marks, !this.#origins.has(index));
    const { settings, seed, faults: schedule } = result;
    // A user's scenario is known by its path, as the plan and the origin name it.
    const { scenarios } = this.#plan;
    const scenario = this.#origins.get(index)?.parent.scenario ?? scenarios[index % scenarios.length]!;
    if (news > 0) this.#corpus.add({ index, scenario, settings, seed, regime, schedule, moments });
  }

  async #merge(index: number, made: Made): Promise<void> {
    if (this.#dead()) return;
    const { result } = made;
    this.#keep(index, made);
    this.bite.add(made);
    this.runs++;
    this.totals.requests += result.clients.requests;
    this.totals.failovers += result.failovers.length;
    this.totals.instructions += result.instructions;
    this.totals.virtualNs += result.virtualNs;
    const { scenario, seed, wallMs, virtualNs } = result;
    this.slowest.push({ index, scenario, seed, wallMs, virtualNs });
    this.slowest.sort((a, b) => b.wallMs - a.wallMs);
    this.slowest.length = Math.min(this.slowest.length, SLOWEST_KEPT);
    for (const { name, verdict } of result.properties) {
      if (verdict !== "vacuous") this.witnessed.set(name, (this.witnessed.get(name) ?? 0) + 1);
      if (verdict === "violated" && !this.violated.has(name)) this.violated.set(name, index);
    }
    if (result.verdict === "fail") await this.#find(index, result);
  }

  async #find(index: number, result: RunResult): Promise<void> {
    const { prefer, stopEarly, shrinks } = this.#plan;
    if (!shrinks || (stopEarly && prefer !== null && !violatedBy(result).includes(prefer))) return;
    await this.findings.add(index, result, async (property) =>
      this.#signal.aborted ? null : this.#ask<Shrunk>({ ...this.#task(index), shrinkFor: property }),
    );
  }

  #task(index: number): RunTask {
    const { campaign, scenarios, regime, changes, mutant, swarm = true } = this.#plan;
    return { campaign, index, scenarios, regime, changes, mutant, swarm, origin: this.#origins.get(index) ?? null };
  }

  async #ask<Answer>(task: RunTask | ShrinkTask): Promise<Answer | null> {
    const answer = await this.#workers.ask<Answer>(task, this.#signal);
    if (!(answer instanceof Breakage)) return answer;
    if (!this.#signal.aborted) {
      const { campaign, index } = task;
      this.breakages.push({ index, seed: generateSeed(campaign, index), message: answer.message });
    }
    return null;
  }
}

async function reachOf({ scenarios, regime }: CampaignPlan): Promise<Reach> {
  const all = await Promise.all(scenarios.map(scenarioNamed));
  return {
    regimes: regime ? [regime] : [...new Set(all.flatMap(regimesOf))],
    topologies: all.flatMap((scenario) => viewsOf(scenario.topology(settingsOf(scenario)))),
    kinds: [...new Map(all.flatMap((scenario) => [...faultKindsOf(scenario)])).values()],
  };
}

/** Runs until done, out of time or aborted; then tells what it has. */
export async function runCampaign(
  plan: CampaignPlan,
  workers: Asked,
  signal: AbortSignal,
  listener: CampaignListener = {},
): Promise<CampaignResult> {
  const campaign = new Campaign(plan, await reachOf(plan), workers, signal, listener);
  await campaign.all();
  const { runs, findings, breakages, violated, witnessed, totals, tally, reach } = campaign;
  return {
    runs,
    seed: plan.campaign,
    findings: findings.all,
    breakages: breakages.toSorted((a, b) => a.index - b.index),
    violated,
    witnessed,
    coverage: coverageOf(tally, reach),
    bite: campaign.bite.figures,
    ...totals,
    wallMs: Math.round(campaign.elapsedMs),
    interrupted: signal.aborted,
    slowest: campaign.slowest,
  };
}
