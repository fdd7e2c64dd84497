/** A thread of a campaign (piscina calls its default export). */
import { createEnvironment, type Environment } from "../scenarios/environment.ts";
import type { RunResult } from "./result.ts";
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
} from "./task.ts";

const ready = createEnvironment();

/** The run that the latest fork was made of: those that follow are most often of the same. */
let base: { readonly key: string; readonly timeline: Timeline } | null = null;
/** Moments of a base run to fork from. */
const MOMENTS = 48;

function forked(task: ForkTask, spec: RunSpec, environment: Environment): RunResult {
  const key = JSON.stringify({ ...task, schedule: task.base });
  if (base?.key !== key) {
    const everyNs = Math.ceil(spec.scenario.faultyNs(spec.settings) / MOMENTS);
    const keepAtNs = Array.from({ length: MOMENTS }, (_, i) => i * everyNs);
    base = { key, timeline: forkRun({ ...spec, schedule: task.base }, environment, { keepAtNs }).timeline };
  }
  return forkRun(spec, environment, { from: base.timeline }).result;
}

export default async function work(task: RunTask | ShrinkTask | ForkTask): Promise<RunResult | Made | Shrunk> {
  const environment = await ready;
  if ("base" in task) return forked(task, await specOfSchedule(task), environment);
  const spec = await specOfTask(task);
  return "shrinkFor" in task ? shrinkRun(spec, task.shrinkFor, environment) : makeRun(spec, environment);
}
