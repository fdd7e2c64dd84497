/**
 * Bounded-exhaustive search: one run is looked at step by step, and every step of the protocol, before and after, becomes
 * a point at which a fault strikes. A crash strikes between the effects of one event, exactly at the step; the other
 * faults are the world's and strike before and after the moment of the step. Each try is a plain schedule, so that its
 * repro stands alone, and is made as a fork of the run that it changes.
 */
import { hostOf, type ArbiterRecord } from "../core/ft/record.ts";
import type { Environment } from "../scenarios/environment.ts";
import { createWorld } from "../scenarios/run.ts";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { aimedAt } from "../sim/faults/aim.ts";
import { checkSchedule } from "../sim/faults/schedule.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { injections, type Point, type Role, type Step } from "./injections.ts";
import type { RunResult } from "./result.ts";
import { planOf, type RunSpec } from "./run.ts";
import type { ForkTask, Tried } from "./task.ts";
import { count } from "./words.ts";
import { Breakage, type Workers } from "./workers.ts";

/** Steps as nodes tell of them. */
const TOLD = new Set<string>([
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
  "alone",
  "vmotion",
]);
/** Steps of the storage array. */
const STORED = new Set<string>(["record", "record-refused", "disk-written", "disk-refused"]);

export interface SweepFinding {
  readonly property: string;
  readonly injection: string;
  /** What was done at the point, in words: "before released of A". */
  readonly at: string;
  readonly schedule: readonly Fault[];
  readonly regime: Regime;
  readonly result: RunResult;
  /** Points at which this injection violates this property. */
  points: number;
  /** Number of the first try that does, from 0. */
  readonly first: number;
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
  /** Steps of the run by their kind, the points that they make, and tries made of them. */
  readonly steps: ReadonlyMap<string, number>;
  readonly points: number;
  readonly tries: number;
  /** What came of each try, in the order of the points. */
  readonly struck: readonly Struck[];
  readonly outcomes: ReadonlyMap<string, number>;
  readonly findings: readonly SweepFinding[];
  readonly breakages: readonly string[];
}

/** Every step of the protocol in a run, as it comes. */
function stepsOf(spec: RunSpec, environment: Environment): readonly Step[] {
  const world = createWorld(planOf(spec), environment);
  const steps: Step[] = [];
  /** By VM. */
  const records = new Map<string | null, ArbiterRecord>();
  const counts = new Map<string, number>();
  const endNs = spec.scenario.faultyNs(spec.settings);
  const roleOf = (host: string, record: ArbiterRecord | undefined): Role => {
    if (record?.owner && hostOf(record.owner) === host) return "primary";
    return record?.backup && hostOf(record.backup) === host ? "backup" : "other";
  };
  world.observe((event: TraceEvent) => {
    const { vm = null } = event;
    if (event.kind === "record") records.set(vm, event.record);
    if (event.atNs >= endNs) return;
    const record = records.get(vm);
    const common = { atNs: event.atNs, vm, version: record?.version ?? 0 };
    if (STORED.has(event.kind)) steps.push({ ...common, kind: event.kind, by: null });
    if (event.kind !== "replica" || !TOLD.has(event.observation.what)) return;
    const { what, replica } = event.observation;
    const host = hostOf(replica);
    const key = `${event.atNs} ${host} ${vm} ${what}`;
    const nth = (counts.get(key) ?? 0) + 1;
    counts.set(key, nth);
    steps.push({ ...common, kind: what, by: { host, role: roleOf(host, record), count: nth } });
  });
  try {
    world.run();
  } finally {
    world.discard();
  }
  return steps;
}

/** In order of time, so that tries that lie together fork from the same moment. */
function pointsOf(steps: readonly Step[]): readonly Point[] {
  const points: Point[] = [];
  const moments = new Set<string>();
  for (const step of steps) {
    const { atNs, vm } = step;
    for (const [moment, when] of [
      [atNs, "before"],
      [atNs + 1, "after"],
    ] as const) {
      if (step.by) points.push({ atNs, when, vm, step });
      const key = `${moment} ${vm}`;
      if (!moments.has(key)) points.push({ atNs: moment, when, vm, step: null });
      moments.add(key);
    }
  }
  return points.toSorted((a, b) => a.atNs - b.atNs);
}

/** The first step of each kind in each phase of the protocol. */
function firstOfEach(steps: readonly Step[], afterNs: number): readonly Step[] {
  const seen = new Set<string>();
  return steps.filter(({ kind, atNs, vm, version, by }) => {
    const key = `${kind} ${by?.role ?? ""} ${version} ${vm}`;
    const isNew = atNs > afterNs && !seen.has(key);
    if (isNew) seen.add(key);
    return isNew;
  });
}

/** So many of them, evenly spread. */
function evenly<Thing>(all: readonly Thing[], most: number): readonly Thing[] {
  if (all.length <= most) return all;
  return Array.from({ length: most }, (_, i) => all[Math.floor((i * all.length) / most)]!);
}

interface Try {
  readonly injection: string;
  readonly at: string;
  /** What it is forked from. */
  readonly base: readonly Fault[];
  readonly schedule: readonly Fault[];
}

/** `base` with each injection at each point. The schedules are checked, as those of a file are. */
function injected(
  base: Pick<Try, "injection" | "at" | "schedule">,
  points: readonly Point[],
  names: readonly string[],
  { scenario, settings }: RunSpec,
): readonly Try[] {
  const topology = scenario.topology(settings);
  // Fault by fault, so that an even choice of points takes as many of each.
  return names.flatMap((name) =>
    points.flatMap((point): Try[] => {
      const { vm } = point;
      const chosen = injections[name]!(point);
      const faults = checkSchedule(vm === null ? chosen : chosen.map((fault) => aimedAt(fault, vm)), topology);
      if (faults.length === 0) return [];
      const { step, when, atNs } = point;
      const whose = vm === null ? "" : ` (${vm})`;
      const at = step ? `${when} "${step.kind}" of ${step.by!.host}${whose}` : `at ${atNs} ns${whose}`;
      return [
        {
          injection: [base.injection, name].filter(Boolean).join(", "),
          at: [base.at, at].filter(Boolean).join(", then "),
          base: base.schedule,
          schedule: [...base.schedule, ...faults],
        },
      ];
    }),
  );
}

function tries(spec: RunSpec, steps: readonly Step[], plan: SweepPlan, environment: Environment): readonly Try[] {
  const { names, pairs } = plan;
  const none = { injection: "", at: "", schedule: spec.schedule };
  const single = injected(none, pointsOf(steps), names, spec);
  if (!pairs) return single;
  const firsts = injected(none, pointsOf(firstOfEach(steps, 0)), names, spec);
  const double = firsts.flatMap((first) => {
    const afterNs = first.schedule.at(-1)!.at;
    const later = firstOfEach(stepsOf({ ...spec, schedule: first.schedule }, environment), afterNs);
    return injected(first, pointsOf(later), names, spec);
  });
  return [...single, ...double];
}

export interface SweepPlan {
  readonly names: readonly string[];
  readonly pairs: boolean;
  /** At most so many tries, evenly chosen; null: all. */
  readonly budget: number | null;
  /** Begin no further try once this property was violated: enough to know that a mutant is dead. */
  readonly until: string | null;
}

export async function runSweep(
  spec: RunSpec,
  plan: SweepPlan,
  environment: Environment,
  workers: Pick<Workers, "count" | "ask">,
  signal: AbortSignal,
  onProgress: (done: number, of: number) => void = () => {},
): Promise<SweepResult> {
  const steps = stepsOf(spec, environment);
  const all = tries(spec, steps, plan, environment);
  const chosen = evenly(all, plan.budget ?? Infinity);
  const results: (Tried | Breakage | null)[] = chosen.map(() => null);
  let next = 0;
  let done = 0;
  let found = false;
  const taken = async (): Promise<void> => {
    while (next < chosen.length && !signal.aborted && !found) {
      const i = next++;
      const tried = await workers.ask<Tried>(taskOf(spec, chosen[i]!), signal);
      results[i] = tried;
      found ||= !(tried instanceof Breakage) && tried.result.violations.some(({ property }) => property === plan.until);
      onProgress(++done, chosen.length);
    }
  };
  await Promise.all(Array.from({ length: workers.count }, taken));
  const kinds = new Map<string, number>();
  for (const { kind } of steps) kinds.set(kind, (kinds.get(kind) ?? 0) + 1);
  return { steps: kinds, points: all.length, ...merge(chosen, results, signal.aborted) };
}

function taskOf({ scenario, settings, seed, regime, mutant }: RunSpec, { schedule, base }: Try): ForkTask {
  return { scenario: scenario.name, settings, seed, schedule, base, regime, mutant: mutant?.id ?? null };
}

/** What became of the service. */
function outcomeOf({ result: { verdict, outcome, failovers, generations }, regime }: Tried): string {
  return `${verdict}: ${outcome}, ${count(failovers.length, "failover")}, generation ${generations}${regime === "bounded" ? "" : `, ${regime}`}`;
}

/** In the order of the points, so that what is told first does not depend on the workers. */
function merge(
  chosen: readonly Try[],
  results: readonly (Tried | Breakage | null)[],
  aborted: boolean,
): Omit<SweepResult, "points" | "steps"> {
  const outcomes = new Map<string, number>();
  const findings = new Map<string, SweepFinding>();
  const breakages: string[] = [];
  const struck: Struck[] = [];
  for (const [i, tried] of results.entries()) {
    const { injection, at } = chosen[i]!;
    if (tried instanceof Breakage && !aborted) breakages.push(`${injection}, ${at}: ${tried.message}`);
    if (!tried || tried instanceof Breakage) continue;
    const { result, regime } = tried;
    const schedule = result.faults;
    const name = outcomeOf(tried);
    struck.push({ injection, atNs: schedule.at(-1)!.at, outcome: name, failed: result.verdict === "fail" });
    outcomes.set(name, (outcomes.get(name) ?? 0) + 1);
    for (const { name: property, verdict: how } of result.properties) {
      if (how !== "violated") continue;
      const known = findings.get(`${property} ${injection}`);
      if (known) known.points++;
      else
        findings.set(`${property} ${injection}`, {
          property,
          injection,
          at,
          schedule,
          regime,
          result,
          points: 1,
          first: i,
        });
    }
  }
  return { tries: struck.length, struck, outcomes, findings: [...findings.values()], breakages };
}
