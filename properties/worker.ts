/** A thread of a campaign (piscina calls its default export). */
import { createEnvironment } from "../scenarios/environment.ts";
import type { RunResult } from "./result.ts";
import { performRun } from "./run.ts";
import { shrinkRun, specOfTask, type RunTask, type ShrinkTask, type Shrunk } from "./task.ts";

const ready = createEnvironment();

export default async function work(task: RunTask | ShrinkTask): Promise<RunResult | Shrunk> {
  const [spec, environment] = await Promise.all([specOfTask(task), ready]);
  return "shrinkFor" in task ? shrinkRun(spec, task.shrinkFor, environment) : performRun(spec, environment);
}
