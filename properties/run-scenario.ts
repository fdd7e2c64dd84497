/** One run from a program: what `lockstep run` does, for tests. */
import { createEnvironment, type Environment } from "../scenarios/environment.ts";
import { faultKindsOf, regimesOf, type Settings } from "../scenarios/scenario.ts";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { checkSchedule } from "../sim/faults/schedule.ts";
import type { TraceObserver } from "../sim/trace.ts";
import { generateSchedule } from "./generate.ts";
import type { JudgedScenario } from "./judged-scenario.ts";
import type { AnyMutant } from "./mutants/mutant.ts";
import type { RunResult } from "./result.ts";
import { performRun, regimeOf } from "./run.ts";
import { checkScenario, scenarioNamed, settingsFor } from "./spec.ts";
import { moment } from "./words.ts";

export interface RunOptions {
  /** Fixes all that chance decides; 0 to 2^53 - 1, by default 1. */
  readonly seed?: number;
  /** Changes to the defaults of the scenario's settings. */
  readonly settings?: Settings;
  /** Absent: one that the scenario generates from the seed. */
  readonly schedule?: readonly Fault[];
  /** What the run is judged by. Absent: the first that the scenario knows, or for a given schedule what it looks like. */
  readonly regime?: Regime;
  readonly mutant?: AnyMutant;
  /** Sees every event of the trace. */
  readonly observe?: TraceObserver;
}

let environment: Promise<Environment> | null = null;

/**
 * Makes one run and judges it. The same arguments give the same `traceHash` anywhere.
 * @param scenario a scenario, the name of a built-in one, or the path of a module
 * @throws UsageError for a setting or a name that does not exist, ScheduleError for a fault that cannot be
 */
export async function runScenario(scenario: JudgedScenario | string, options: RunOptions = {}): Promise<RunResult> {
  const { seed = 1, mutant = null, observe } = options;
  const known = typeof scenario === "string" ? await scenarioNamed(scenario) : checkScenario(scenario);
  const settings = settingsFor(known, Object.entries(options.settings ?? {}));
  const given = options.schedule && checkSchedule(options.schedule, known.topology(settings), faultKindsOf(known));
  const regime = options.regime ?? (given ? regimeOf(given, faultKindsOf(known)) : regimesOf(known)[0]!);
  const schedule = given ?? generateSchedule(known, settings, regime, String(seed));
  environment ??= createEnvironment();
  const spec = { scenario: known, settings, seed, schedule, regime, mutant };
  return performRun(spec, await environment, observe ? { observers: [observe] } : {});
}

/** A run violated a property; the message says which, and the two facts that contradict each other. */
export class FindingError extends Error {
  override readonly name = "FindingError";
  readonly result: RunResult;

  constructor(result: RunResult) {
    const { violations, scenario, seed, traceHash } = result;
    const lines = violations
      .filter(({ property }, i) => violations.findIndex((other) => other.property === property) === i)
      .map(
        ({ property, vm, atNs, expected, found }) =>
          `${property}${vm === undefined ? "" : ` of ${vm}`}, at ${moment(atNs)}\n  expected  ${expected}\n  found     ${found}`,
      );
    super([`${scenario}, seed ${seed}, trace ${traceHash}: violated`, ...lines].join("\n"));
    this.result = result;
  }
}

/** @throws FindingError unless every property held or saw none of its events. */
export function assertHeld(result: RunResult): void {
  if (result.verdict === "fail") throw new FindingError(result);
}
