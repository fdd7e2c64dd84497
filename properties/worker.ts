/** A thread of a campaign (piscina calls its default export). */
import { createEnvironment } from "../scenarios/environment.ts";
import type { RunResult } from "./result.ts";
import { performRun } from "./run.ts";
import { shrinkRun, type Shrunk } from "./shrink-run.ts";
import {
  makeRun,
  specOfSchedule,
  specOfTask,
  type Made,
  type RunTask,
  type ScheduleTask,
  type ShrinkTask,
} from "./task.ts";

const ready = createEnvironment();

export default async function work(task: RunTask | ShrinkTask | ScheduleTask): Promise<RunResult | Made | Shrunk> {
  const environment = await ready;
  if ("schedule" in task) return performRun(await specOfSchedule(task), environment);
  const spec = await specOfTask(task);
  return "shrinkFor" in task ? shrinkRun(spec, task.shrinkFor, environment) : makeRun(spec, environment);
}
