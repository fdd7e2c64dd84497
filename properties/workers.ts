/** The threads of campaigns and sweeps. */
import { availableParallelism } from "node:os";
import { Piscina } from "piscina";
import type { ForkTask, RunTask, ShrinkTask } from "./task.ts";

interface Limits {
  /** What the threads do: a module beside this file. */
  readonly module?: string;
  /** A task that takes longer than this on the wall has hung, whatever the limits of its run say. */
  readonly hungMs?: number;
  /** Of one thread, without the memory of its machines. */
  readonly heapMegabytes?: number;
}

const HUNG_MS = 15 * 60_000;
const HEAP_MEGABYTES = 2048;

/** Why there is no answer: the worker died, ran out of memory or hung, or the harness threw. */
export class Breakage {
  readonly message: string;

  constructor(message: string) {
    this.message = message;
  }
}

export class Workers {
  readonly count: number;
  readonly #hungMs: number;
  readonly #pool: Piscina;

  /** `jobs` null: one for every core. */
  constructor(jobs: number | null, limits: Limits = {}) {
    const { module = "./worker.js", hungMs = HUNG_MS, heapMegabytes = HEAP_MEGABYTES } = limits;
    this.count = jobs ?? availableParallelism();
    this.#hungMs = hungMs;
    this.#pool = new Piscina({
      filename: new URL(module, import.meta.url).href,
      // All of them stay: one that ends while it waits for the last run of a round takes its compiled code with it.
      minThreads: this.count,
      maxThreads: this.count,
      concurrentTasksPerWorker: 1,
      resourceLimits: { maxOldGenerationSizeMb: heapMegabytes },
    });
  }

  /** A thread that breaks is replaced: what is asked next finds another. */
  async ask<Answer>(task: RunTask | ShrinkTask | ForkTask, signal: AbortSignal): Promise<Answer | Breakage> {
    const hung = AbortSignal.timeout(this.#hungMs);
    try {
      return (await this.#pool.run(task, { signal: AbortSignal.any([hung, signal]) })) as Answer;
    } catch (error) {
      return new Breakage(hung.aborted ? `no result in ${this.#hungMs / 1000} s` : (error as Error).message);
    }
  }

  /** Ends them, whatever they are at. */
  async end(): Promise<void> {
    await this.#pool.destroy();
  }
}
