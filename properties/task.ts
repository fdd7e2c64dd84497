/**
 * What campaign workers are asked: plain data in, plain data out. A run is generated where it is made, from the seed of
 * the campaign, its number and what it is made from, so it does not matter which worker gets it.
 */
import type { Environment } from "../scenarios/environment.ts";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { faultKindsOf, type Settings } from "../scenarios/scenario.ts";
import { checkSchedule } from "../sim/faults/schedule.ts";
import { viewsOf } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { Origin } from "./corpus.ts";
import { BehaviourWatch, type Mark, type Moment } from "./coverage/behaviour.ts";
import { draw, generateRegime, generateCampaignSchedule, generateSeed, generateSettings } from "./generate.ts";
import { mutantNamed } from "./mutants/named.ts";
import type { RunResult } from "./result.ts";
import { performRun, type RunSpec } from "./run.ts";
import { scenarioNamed } from "./spec.ts";
import { variationOf } from "./variation.ts";

/** One run of a campaign, by its number. */
export interface RunTask {
  readonly campaign: number;
  readonly index: number;
  /** Names or paths; run I takes the I-th, round and round. */
  readonly scenarios: readonly string[];
  /** Only this one; null: each run draws one that its scenario allows. */
  readonly regime: Regime | null;
  readonly changes: Settings;
  /** Id or path. */
  readonly mutant: string | null;
  /** Null: it is drawn freshly. */
  readonly origin: Origin | null;
  /** Whether each run goes without whole families of faults; absent: yes. */
  readonly swarm?: boolean;
}

/** A run of a campaign, and what it showed. */
export interface Made {
  readonly result: RunResult;
  readonly regime: Regime;
  readonly marks: readonly Mark[];
  readonly moments: readonly Moment[];
}

export interface ShrinkTask extends RunTask {
  readonly shrinkFor: string;
}

/** A run by its expanded schedule. */
export interface ScheduleTask {
  readonly scenario: string;
  readonly settings: Settings;
  readonly seed: number;
  readonly schedule: readonly Fault[];
  readonly regime: Regime;
  readonly mutant: string | null;
}

/** A run by its schedule, made as a fork of the run that has only the base of it: its first faults. */
export interface ForkTask extends ScheduleTask {
  readonly base: readonly Fault[];
}

/** What came of it, and by what it was judged. */
export interface Tried {
  readonly result: RunResult;
  readonly regime: Regime;
}

export async function specOfTask(task: RunTask): Promise<RunSpec> {
  const seed = generateSeed(task.campaign, task.index);
  const mutant = task.mutant === null ? null : await mutantNamed(task.mutant);
  if (task.origin) return { ...(await variedSpec(task.origin, seed)), mutant };
  const scenario = await scenarioNamed(task.scenarios[task.index % task.scenarios.length]!);
  const name = String(seed);
  const known = new Set(scenario.settings.map((setting) => setting.name));
  const changes = Object.fromEntries(Object.entries(task.changes).filter(([setting]) => known.has(setting)));
  const settings = generateSettings(scenario, changes, name);
  const regime = task.regime ?? generateRegime(scenario, name);
  const schedule = generateCampaignSchedule(scenario, settings, regime, name, task.swarm);
  return { scenario, settings, seed, schedule, regime, mutant };
}

async function variedSpec(origin: Origin, seed: number): Promise<Omit<RunSpec, "mutant">> {
  const { settings, scenario: named } = origin.parent;
  const scenario = await scenarioNamed(named);
  const topology = scenario.topology(settings);
  const kinds = faultKindsOf(scenario);
  const varied = draw(
    variationOf(origin, { topology, faultyNs: scenario.faultyNs(settings), kinds }, seed),
    `variation\0${seed}`,
  );
  const { regime } = origin;
  return { scenario, settings, regime, seed: varied.seed, schedule: checkSchedule(varied.schedule, topology, kinds) };
}

/** One run, with what a campaign learns from it. */
export function makeRun(spec: RunSpec, environment: Environment): Made {
  const kinds = faultKindsOf(spec.scenario);
  const watches = viewsOf(spec.scenario.topology(spec.settings)).map((vm) => new BehaviourWatch(kinds, vm));
  const observers = watches.map((watch) => (event: TraceEvent) => watch.observe(event));
  const result = performRun(spec, environment, { observers });
  const marks = [...new Set(watches.flatMap((watch) => watch.marks(result)))];
  // Later ones are of the quiet phase, in which nothing strikes.
  const faultyNs = spec.scenario.faultyNs(spec.settings);
  const moments = watches.flatMap((watch) => watch.moments).filter(({ fromNs }) => fromNs < faultyNs);
  return { result, regime: spec.regime, marks, moments };
}

export async function specOfSchedule(task: ScheduleTask): Promise<RunSpec> {
  const { scenario, settings, seed, schedule, regime, mutant } = task;
  return {
    scenario: await scenarioNamed(scenario),
    settings,
    seed,
    schedule,
    regime,
    mutant: mutant === null ? null : await mutantNamed(mutant),
  };
}
