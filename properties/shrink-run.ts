/** Shrinking a run: each smaller schedule is tried in a fork of the smallest so far, from just before they part. */
import type { Environment } from "../scenarios/environment.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { forkRun, inOrder, type Timeline } from "./forks.ts";
import { reproOf, type Repro } from "./repro.ts";
import type { RunResult } from "./result.ts";
import { performRun, type RunSpec } from "./run.ts";
import { shrink } from "./shrink.ts";

export interface Shrunk {
  readonly repro: Repro;
  readonly result: RunResult;
  /** Schedules tried, and the virtual time that was simulated for them. */
  readonly runs: number;
  readonly simulatedNs: number;
}

/** Says of schedules whether they still violate the property. */
export class Trial {
  readonly #spec: RunSpec;
  readonly #property: string;
  readonly #environment: Environment;
  #best: Timeline | undefined;
  simulatedNs = 0;

  constructor(spec: RunSpec, property: string, environment: Environment) {
    this.#spec = spec;
    this.#property = property;
    this.#environment = environment;
  }

  /** `schedule` is in order of time. */
  fails(schedule: readonly Fault[]): boolean {
    const { result, timeline, simulatedNs } = forkRun({ ...this.#spec, schedule }, this.#environment, {
      from: this.#best,
      keepAtNs: [...new Set(schedule.map(({ at }) => at))],
      enough: (panel) => panel.violates(this.#property),
    });
    this.simulatedNs += simulatedNs;
    const failed = result.violations.some(({ property }) => property === this.#property);
    if (failed) this.#best = timeline;
    return failed;
  }

  /** Without the faults that come after the violation, if it does not need their time. */
  uptoViolation(schedule: readonly Fault[]): readonly Fault[] {
    const lastNs = this.#best?.events.at(-1)?.atNs ?? Infinity;
    return schedule.filter(({ at }) => at <= lastNs);
  }
}

/** Makes the run again with fewer and simpler faults, as long as it violates the property. */
export function shrinkRun(spec: RunSpec, property: string, environment: Environment): Shrunk {
  const trial = new Trial(spec, property, environment);
  const whole = inOrder(spec.schedule);
  if (!trial.fails(whole)) return { ...finished(spec, property, environment), runs: 1, simulatedNs: trial.simulatedNs };
  const upto = trial.uptoViolation(whole);
  const start = upto.length < whole.length && trial.fails(upto) ? upto : whole;
  const { schedule, runs } = shrink(start, (smaller) => trial.fails(smaller));
  const small = finished({ ...spec, schedule }, property, environment);
  return { ...small, runs, simulatedNs: trial.simulatedNs };
}

/** The repro is of a run from power on: its trace hash is what anybody gets. */
function finished(spec: RunSpec, property: string, environment: Environment): Pick<Shrunk, "repro" | "result"> {
  const result = performRun(spec, environment);
  return { repro: reproOf(result, spec, property), result };
}
