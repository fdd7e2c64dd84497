/** The threads of campaigns and sweeps. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { RunTask, ScheduleTask, ShrinkTask } from "./task.ts";

/** A task that takes longer than this on the wall has hung, whatever the limits of its run say. */
const HUNG_MS = 15 * 60_000;

/** Why there is no answer: the worker died, ran out of memory or hung, or the harness threw. */
export class Breakage {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export class Workers {
  readonly count: number;
  readonly #pool: Piscina;

  /** `jobs` null: one for every core. `module`: what they do, beside this file. */
  constructor(jobs: number | null, module = "./worker.js") {
    this.count = jobs ?? availableParallelism();
    this.#pool = new Piscina({
      filename: new URL(module, import.meta.url).href,
      minThreads: 1,
      maxThreads: this.count,
      concurrentTasksPerWorker: 1,
    });
  }

  async ask<Answer>(task: RunTask | ShrinkTask | ScheduleTask, signal: AbortSignal): Promise<Answer | Breakage> {
    const hung = AbortSignal.timeout(HUNG_MS);
    try {
      return (await this.#pool.run(task, { signal: AbortSignal.any([hung, signal]) })) as Answer;
    } catch (error) {
      return new Breakage(hung.aborted ? `no result in ${HUNG_MS / 60_000} minutes` : (error as Error).message);
    }
  }

  /** Ends them, whatever they are at. */
  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
