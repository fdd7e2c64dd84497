/**
 * Runs that begin where another one was, just before they part: what both have in common is not simulated twice. Kept
 * are the world at some moments of the run, and its trace, which a fork's judges are shown from the beginning.
 */
import type { Environment } from "../scenarios/environment.ts";
import { resumeWorld } from "../scenarios/run.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { milestonesOf } from "../sim/milestones.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { World, WorldSnapshot } from "../sim/world.ts";
import type { Panel } from "./panel.ts";
import type { RunResult } from "./result.ts";
import { performRun, planOf, type RunSpec } from "./run.ts";

/** The world before anything that happens at `atNs`, after `events` events of the trace. */
interface Checkpoint {
  readonly atNs: number;
  readonly events: number;
  readonly snapshot: WorldSnapshot;
}

/** A run that others can fork from. Its schedule is in order of time. */
export interface Timeline {
  readonly schedule: readonly Fault[];
  readonly checkpoints: readonly Checkpoint[];
  readonly events: readonly TraceEvent[];
}

export interface Forked {
  readonly result: RunResult;
  readonly timeline: Timeline;
  /** Virtual time that was simulated: what came before was not. */
  readonly simulatedNs: number;
}

interface Forking {
  /** What the run has its beginning in common with. */
  readonly from?: Timeline | undefined;
  /** Moments to keep, in order of time. */
  readonly keepAtNs?: readonly number[];
  /** Asked after each step of the world: enough is known. The result is of no use then, but for what was violated. */
  readonly enough?: (panel: Panel, events: readonly TraceEvent[]) => boolean;
}

export function inOrder(schedule: readonly Fault[]): readonly Fault[] {
  return schedule.toSorted((a, b) => a.at - b.at);
}

/** Makes a run from the latest moment of another at which both are still the same. */
export function forkRun(spec: RunSpec, environment: Environment, forking: Forking = {}): Forked {
  const { from, keepAtNs = [], enough = () => false } = forking;
  const { schedule } = spec;
  const point = from && forkPoint(from, spec);
  const past = point && from ? from.events.slice(0, point.events) : [];
  const events: TraceEvent[] = [...past];
  const checkpoints = point && from ? from.checkpoints.filter(({ atNs }) => atNs <= point.atNs) : [];
  const world = point ? resumeWorld(planOf(spec), environment, point.snapshot, point.atNs) : undefined;
  const stops = keepAtNs.filter((atNs) => atNs > (point?.atNs ?? 0));
  const drive = (driven: World, panel: Panel): void => {
    do {
      const nextNs = driven.kernel.queue.peek()?.at ?? Infinity;
      if (stops[0] === undefined || nextNs < stops[0]) continue;
      while (stops[0] !== undefined && stops[0] <= nextNs) stops.shift();
      checkpoints.push({ atNs: nextNs, events: events.length, snapshot: driven.snapshot() });
    } while (driven.step() && !enough(panel, events));
  };
  const observers = [(event: TraceEvent) => void events.push(event)];
  const result = performRun(spec, environment, { observers, drive, ...(world ? { resumed: { world, past } } : {}) });
  const simulatedNs = result.virtualNs - (point?.atNs ?? 0);
  return { result, timeline: { schedule, checkpoints, events }, simulatedNs };
}

/** All that happened before it happened in both. */
function forkPoint({ schedule, checkpoints }: Timeline, spec: RunSpec): Checkpoint | undefined {
  const quietNs = Math.min(quietNsOf(spec, schedule), quietNsOf(spec, spec.schedule));
  const partNs = Math.min(partingNs(schedule, spec.schedule), quietNs);
  return checkpoints.findLast(({ atNs }) => atNs <= partNs);
}

function quietNsOf({ scenario, settings }: RunSpec, schedule: readonly Fault[]): number {
  const faultyNs = scenario.faultyNs(settings);
  return milestonesOf({ schedule, faultyNs, quietNs: scenario.quietNs(settings) }).quietAtNs;
}

/** The time of the first fault in which two schedules differ. */
function partingNs(one: readonly Fault[], other: readonly Fault[]): number {
  const length = Math.max(one.length, other.length);
  for (let i = 0; i < length; i++)
    if (JSON.stringify(one[i]) !== JSON.stringify(other[i]))
      return Math.min(one[i]?.at ?? Infinity, other[i]?.at ?? Infinity);
  return Infinity;
}
