/**
 * Bounded-exhaustive search: one run is looked at step by step, and every step of the protocol, before and after, becomes
 * a point at which a fault strikes. A point is a moment of virtual time: a fault of the schedule takes its turn before
 * what happens at the same moment, and a nanosecond later after it. So each try is a plain schedule, and its repro stands
 * alone.
 */
import type { Environment } from "../scenarios/environment.ts";
import { createWorld } from "../scenarios/run.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { RunResult } from "./result.ts";
import { planOf, type RunSpec } from "./run.ts";
import type { ScheduleTask } from "./task.ts";
import { count } from "./words.ts";
import { Breakage, type Workers } from "./workers.ts";

/** Long enough to be taken for a failure. */
const CUT_NS = 5_000_000_000;
/** First faults whose later steps `pairs` strikes again. */
const PAIR_BASES = 8;

type Injection = Omit<Fault, "at"> & Readonly<Record<string, unknown>>;

/** What strikes at each point, by the name that `--fault` takes. */
export const injections: Readonly<Record<string, Injection>> = {
  "crash-primary": { kind: "crash", target: "primary", guard: "whenProtected" },
  "crash-backup": { kind: "crash", target: "backup", guard: "whenProtected" },
  "cut-log": { kind: "partition", target: "primary-backup", path: "log", forNs: CUT_NS, guard: "whenProtected" },
  "cut-heartbeat": {
    kind: "partition",
    target: "primary-backup",
    path: "heartbeat",
    forNs: CUT_NS,
    guard: "whenProtected",
  },
  "storage-timeout": { kind: "storage-unreachable", target: "all", forNs: CUT_NS },
};

const STEPS: ReadonlySet<string> = new Set([
  "logged",
  "sent",
  "received",
  "acknowledged",
  "heard-acknowledgement",
  "released",
  "disk-issued",
  "disk-completed",
  "asked",
  "answered",
  "live",
  "vmotion",
  "record",
  "disk-written",
]);

export interface SweepFinding {
  readonly property: string;
  readonly injection: string;
  readonly schedule: readonly Fault[];
  readonly result: RunResult;
  /** Points at which this injection violates this property. */
  points: number;
}

/** A point that was tried. */
export interface Struck {
  readonly injection: string;
  /** When the last fault of its schedule strikes. */
  readonly atNs: number;
  readonly outcome: string;
  readonly failed: boolean;
}

export interface SweepResult {
  /** Points of the run, and tries made of them. */
  readonly points: number;
  readonly tries: number;
  /** What came of each try, in the order of the points. */
  readonly struck: readonly Struck[];
  readonly outcomes: ReadonlyMap<string, number>;
  readonly findings: readonly SweepFinding[];
  readonly breakages: readonly string[];
}

interface Step {
  readonly kind: string;
  readonly atNs: number;
  /** Version of the record: the phase of the protocol. */
  readonly version: number;
}

/** Every step of the protocol in a run, as it comes. */
function stepsOf(spec: RunSpec, environment: Environment): readonly Step[] {
  const world = createWorld(planOf(spec), environment);
  const steps: Step[] = [];
  let version = 0;
  const endNs = spec.scenario.faultyNs(spec.settings);
  world.observe((event: TraceEvent) => {
    if (event.kind === "record") version = event.record.version;
    const kind = event.kind === "replica" ? event.observation.what : event.kind;
    if (STEPS.has(kind) && event.atNs < endNs) steps.push({ kind, atNs: event.atNs, version });
  });
  try {
    world.run();
  } finally {
    world.discard();
  }
  return steps;
}

function momentsOf(steps: readonly Step[]): readonly number[] {
  const moments = new Set<number>();
  for (const { atNs } of steps) moments.add(atNs).add(atNs + 1);
  return [...moments].toSorted((a, b) => a - b);
}

/** So many of them, evenly spread. */
function evenly<Thing>(all: readonly Thing[], most: number): readonly Thing[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

interface Try {
  readonly injection: string;
  readonly schedule: readonly Fault[];
}

function tries(spec: RunSpec, names: readonly string[], pairs: boolean, environment: Environment): readonly Try[] {
  const strike = (name: string, at: number): Fault => ({ ...injections[name]!, at }) as Fault;
  const moments = momentsOf(stepsOf(spec, environment));
  // Fault by fault, so that an even choice of points takes as many of each.
  const single = names.flatMap((name) =>
    moments.map((at): Try => ({ injection: name, schedule: [...spec.schedule, strike(name, at)] })),
  );
  if (!pairs) return single;
  const double = evenly(single, PAIR_BASES).flatMap(({ injection, schedule }) => {
    const first = schedule.at(-1)!;
    const seen = new Set<string>();
    const later = stepsOf({ ...spec, schedule }, environment).filter(({ kind, atNs, version }) => {
      const isNew = atNs > first.at && !seen.has(`${kind} ${version}`);
      if (isNew) seen.add(`${kind} ${version}`);
      return isNew;
    });
    return momentsOf(later).flatMap((at) =>
      names.map((name): Try => ({ injection: `${injection}, ${name}`, schedule: [...schedule, strike(name, at)] })),
    );
  });
  return [...single, ...double];
}

export interface SweepPlan {
  readonly names: readonly string[];
  readonly pairs: boolean;
  /** At most so many tries, evenly chosen; null: all. */
  readonly budget: number | null;
}

export async function runSweep(
  spec: RunSpec,
  plan: SweepPlan,
  environment: Environment,
  workers: Workers,
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void = () => {},
): Promise<SweepResult> {
  const all = tries(spec, plan.names, plan.pairs, environment);
  const chosen = evenly(all, plan.budget ?? Infinity);
  const results: (RunResult | Breakage | null)[] = chosen.map(() => null);
  let next = 0;
  let done = 0;
  const taken = async (): Promise<void> => {
    while (next < chosen.length && !signal.aborted) {
      const i = next++;
      results[i] = await workers.ask<RunResult>(taskOf(spec, chosen[i]!.schedule), signal);
      onProgress(++done, chosen.length);
    }
  };
  await Promise.all(Array.from({ length: workers.count }, taken));
  return { points: all.length, ...merge(chosen, results, signal.aborted) };
}

function taskOf(spec: RunSpec, schedule: readonly Fault[]): ScheduleTask {
  const { scenario, settings, seed, regime, mutant } = spec;
  return { scenario: scenario.name, settings, seed, schedule, regime, mutant: mutant?.id ?? null };
}

/** In the order of the points, so that what is told first does not depend on the workers. */
function merge(
  chosen: readonly Try[],
  results: readonly (RunResult | Breakage | null)[],
  aborted: boolean,
): Omit<SweepResult, "points"> {
  const outcomes = new Map<string, number>();
  const findings = new Map<string, SweepFinding>();
  const breakages: string[] = [];
  const struck: Struck[] = [];
  for (const [i, result] of results.entries()) {
    const { injection, schedule } = chosen[i]!;
    const atNs = schedule.at(-1)!.at;
    if (result instanceof Breakage && !aborted) breakages.push(`${injection} at ${atNs} ns: ${result.message}`);
    if (!result || result instanceof Breakage) continue;
    const { verdict, outcome, failovers, generations } = result;
    const name = `${verdict}: ${outcome}, ${count(failovers.length, "failover")}, generation ${generations}`;
    struck.push({ injection, atNs, outcome: name, failed: verdict === "fail" });
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    for (const { name: property, verdict: how } of result.properties) {
      if (how !== "violated") continue;
      const known = findings.get(`${property} ${injection}`);
      if (known) known.points++;
      else findings.set(`${property} ${injection}`, { property, injection, schedule, result, points: 1 });
    }
  }
  return { tries: struck.length, struck, outcomes, findings: [...findings.values()], breakages };
}
