/**
 * Many runs, on all cores. Work goes in rounds of 256; results are merged in the order of their numbers, and what is
 * shrunk is decided from merged results only. So findings depend on the seed, not on the number of workers.
 */
import type { RunResult } from "./result.ts";
import type { Repro } from "./repro.ts";
import { kindsOf } from "./shrink.ts";
import type { RunTask, ShrinkTask, Shrunk } from "./task.ts";
import { Breakage, type Workers } from "./workers.ts";

export const ROUND_RUNS = 256;
/** Findings of one property and scenario that are shrunk; later ones are counted with the first of like kinds. */
const SHRUNK_MAX = 3;

/** Whoever makes the runs. */
type Asked = Pick<Workers, "count" | "ask">;

export interface CampaignPlan extends Omit<RunTask, "index"> {
  /** How many runs; null: as many rounds as fit into `timeMs`. */
  readonly runs: number | null;
  readonly timeMs: number | null;
  /** Number of the first run. */
  readonly first: number;
  /** The property to shrink for where it is among those violated: a mutant's own. */
  readonly prefer: string | null;
  /** End with the first run that violates `prefer`: enough to know that a mutant is dead. */
  readonly stopEarly: boolean;
  /** Whether findings are shrunk; else they are only counted in `violated`. */
  readonly shrinks: boolean;
}

/** Runs that fail for what looks like one cause. */
export interface Finding {
  /** The first property of the list that is violated. */
  readonly property: string;
  /** All that the shrunk run violates. */
  readonly properties: readonly string[];
  readonly scenario: string;
  /** Of the run itself, and its number in the campaign. */
  readonly seed: number;
  readonly index: number;
  /** Numbers of the runs counted here, this one included. */
  readonly runs: number[];
  readonly shrinkRuns: number;
  readonly repro: Repro;
  readonly result: RunResult;
}

/** A run that the harness could not finish. */
interface Unfinished {
  readonly index: number;
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
  readonly #startedMs = performance.now();
  readonly findings: Finding[] = [];
  readonly breakages: Unfinished[] = [];
  readonly violated = new Map<string, number>();
  readonly witnessed = new Map<string, number>();
  readonly slowest: SlowRun[] = [];
  readonly totals: Totals = { requests: 0, failovers: 0, instructions: 0, virtualNs: 0 };
  runs = 0;
  failed = 0;

  constructor(plan: CampaignPlan, workers: Asked, signal: AbortSignal) {
    this.#plan = plan;
    this.#signal = signal;
    this.#workers = workers;
  }

  get elapsedMs(): number {
    return performance.now() - this.#startedMs;
  }

  async all(onProgress: (progress: Progress) => void): Promise<void> {
    const { runs, timeMs, first } = this.#plan;
    const end = runs === null ? Infinity : first + runs;
    for (let from = first; from < end && !this.#over(timeMs); from += ROUND_RUNS)
      await this.#round(from, Math.min(end, from + ROUND_RUNS), onProgress);
  }

  #over(timeMs: number | null): boolean {
    return this.#signal.aborted || (timeMs !== null && this.elapsedMs >= timeMs) || this.#dead();
  }

  #dead(): boolean {
    const { prefer, stopEarly } = this.#plan;
    return stopEarly && prefer !== null && this.violated.has(prefer);
  }

  async #round(from: number, end: number, onProgress: (progress: Progress) => void): Promise<void> {
    const results = new Map<number, RunResult>();
    let next = from;
    let settled = 0;
    const taken = async (): Promise<void> => {
      while (next < end && !this.#signal.aborted && !this.#foundIn(results)) {
        const index = next++;
        const result = await this.#ask<RunResult>(this.#task(index));
        settled++;
        if (result) results.set(index, result);
        if (result?.verdict === "fail") this.failed++;
        onProgress({
          runs: this.runs + settled,
          failed: this.failed,
          virtualNs: this.totals.virtualNs,
          elapsedMs: this.elapsedMs,
        });
      }
    };
    await Promise.all(Array.from({ length: this.#workers.count }, taken));
    for (let index = from; index < end; index++) {
      const result = results.get(index);
      if (result) await this.#merge(index, result);
    }
  }

  /** With `stopEarly`, nothing is begun after a run that violates it; those before it are finished, so the first is known. */
  #foundIn(results: ReadonlyMap<number, RunResult>): boolean {
    const { prefer, stopEarly } = this.#plan;
    if (!stopEarly) return false;
    for (const { violations } of results.values())
      if (violations.some(({ property }) => property === prefer)) return true;
    return false;
  }

  async #merge(index: number, result: RunResult): Promise<void> {
    if (this.#dead()) return;
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
    const broken = result.properties.filter(({ verdict }) => verdict === "violated").map(({ name }) => name);
    const { prefer, stopEarly, shrinks } = this.#plan;
    if (!shrinks || (stopEarly && prefer !== null && !broken.includes(prefer))) return;
    const property = prefer !== null && broken.includes(prefer) ? prefer : broken[0]!;
    const alike = this.findings.filter(
      (finding) => finding.scenario === result.scenario && finding.properties.includes(property),
    );
    // The same faults are found again among more of them: counted, not shrunk again.
    const known = alike.find(({ repro }) =>
      repro.faults.every(({ kind }) => result.faults.some((fault) => fault.kind === kind)),
    );
    const group = known ?? (alike.length >= SHRUNK_MAX ? alike.at(-1) : undefined);
    if (group || this.#signal.aborted) {
      group?.runs.push(index);
      return;
    }
    const shrunk = await this.#ask<Shrunk>({ ...this.#task(index), shrinkFor: property });
    if (!shrunk) return;
    const properties = shrunk.result.properties.filter(({ verdict }) => verdict === "violated").map(({ name }) => name);
    const cause = kindsOf(shrunk.repro.faults as never);
    const same = alike.find(({ repro }) => kindsOf(repro.faults as never) === cause);
    if (same) same.runs.push(index);
    else
      this.findings.push({
        property,
        properties,
        scenario: result.scenario,
        seed: result.seed,
        index,
        runs: [index],
        shrinkRuns: shrunk.runs,
        repro: shrunk.repro,
        result: shrunk.result,
      });
  }

  #task(index: number): RunTask {
    const { campaign, scenarios, regime, changes, mutant } = this.#plan;
    return { campaign, index, scenarios, regime, changes, mutant };
  }

  async #ask<Answer>(task: RunTask | ShrinkTask): Promise<Answer | null> {
    const answer = await this.#workers.ask<Answer>(task, this.#signal);
    if (!(answer instanceof Breakage)) return answer;
    if (!this.#signal.aborted) this.breakages.push({ index: task.index, message: answer.message });
    return null;
  }
}

/** Runs until done, out of time or aborted; then tells what it has. */
export async function runCampaign(
  plan: CampaignPlan,
  workers: Asked,
  signal: AbortSignal,
  onProgress: (progress: Progress) => void = () => {},
): Promise<CampaignResult> {
  const campaign = new Campaign(plan, workers, signal);
  await campaign.all(onProgress);
  const { runs, findings, breakages, violated, witnessed, totals } = campaign;
  return {
    runs,
    seed: plan.campaign,
    findings,
    breakages,
    violated,
    witnessed,
    ...totals,
    wallMs: Math.round(campaign.elapsedMs),
    interrupted: signal.aborted,
    slowest: campaign.slowest,
  };
}
