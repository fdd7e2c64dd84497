/** A thread of a campaign (piscina calls its default export). */
import { createEnvironment, type Environment } from "../scenarios/environment.ts";
import { regimesOf } from "../scenarios/scenario.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { RunSpec } from "./run.ts";
import { forkRun, type Timeline } from "./forks.ts";
import { shrinkRun, type Shrunk } from "./shrink-run.ts";
import {
  makeRun,
  specOfSchedule,
  specOfTask,
  type Made,
  type ForkTask,
  type RunTask,
  type ShrinkTask,
  type Tried,
} from "./task.ts";

const ready = createEnvironment();

/** The run that the latest fork was made of: those that follow are most often of the same. */
let base: { readonly key: string; readonly timeline: Timeline } | null = null;
/** Moments of a base run to fork from. */
const MOMENTS = 48;

function timelineOf(task: ForkTask, spec: RunSpec, environment: Environment): Timeline {
  const key = JSON.stringify({ ...task, schedule: task.base });
  if (base?.key !== key) {
    const everyNs = Math.ceil(spec.scenario.faultyNs(spec.settings) / MOMENTS);
    const keepAtNs = Array.from({ length: MOMENTS }, (_, i) => i * everyNs);
    base = { key, timeline: forkRun({ ...spec, schedule: task.base }, environment, { keepAtNs }).timeline };
  }
  return base.timeline;
}

/**
 * A bounded run suppresses a host failure while nobody could take over. It is tried all the same, where less is
 * promised: what a client saw must not be lost then either.
 */
function forked(task: ForkTask, spec: RunSpec, environment: Environment): Tried {
  const from = timelineOf(task, spec, environment);
  const mayInsist = spec.regime === "bounded" && regimesOf(spec.scenario).includes("unbounded");
  let suppressed = false;
  let seen = 0;
  const isSuppressed = (event: TraceEvent): boolean =>
    event.kind === "fault" && event.phase === "suppressed" && event.index >= task.base.length;
  const enough = (_jury: unknown, events: readonly TraceEvent[]): boolean => {
    while (mayInsist && !suppressed && seen < events.length) suppressed = isSuppressed(events[seen++]!);
    return suppressed;
  };
  const { result } = forkRun(spec, environment, { from, enough });
  if (!suppressed) return { result, regime: spec.regime };
  const schedule = spec.schedule.map((fault, index) => (index < task.base.length ? fault : unguarded(fault)));
  const insisted: RunSpec = { ...spec, schedule, regime: "unbounded" };
  return { result: forkRun(insisted, environment, { from }).result, regime: insisted.regime };
}

function unguarded({ guard: _guard, ...fault }: Fault): Fault {
  return fault;
}

export default async function work(task: RunTask | ShrinkTask | ForkTask): Promise<Tried | Made | Shrunk> {
  const environment = await ready;
  if ("base" in task) return forked(task, await specOfSchedule(task), environment);
  const spec = await specOfTask(task);
  return "shrinkFor" in task ? shrinkRun(spec, task.shrinkFor, environment) : makeRun(spec, environment);
}
