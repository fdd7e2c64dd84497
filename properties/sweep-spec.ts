/** The run that a sweep goes through step by step. */
import type { Scenario, Settings } from "../scenarios/scenario.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { AnyMutant } from "./mutants/mutant.ts";
import type { RunSpec } from "./run.ts";
import { settingsFor } from "./spec.ts";

/**
 * A run without a fault never asks the arbiter, nor clones. So one death is part of the run that is swept, early enough
 * that its host is back and the VM protected again well before the end.
 */
function deathOf(scenario: Scenario, settings: Settings): Fault {
  const at = Math.floor(scenario.faultyNs(settings) / 3);
  return { kind: "crash", target: "primary", at, forNs: BACK_NS, guard: "whenProtected" };
}

/** Before its backup suspects it: nobody knows of the new boot then but by its silence. */
const BACK_NS = 500_000_000;

/** Every step of a short run, rather than few of a long one: what comes later is what came before. */
const SHORT: Readonly<Record<string, number>> = { seconds: 6, quiet: 8 };

function shortened({ settings }: Scenario): readonly (readonly [string, number])[] {
  return settings.flatMap(({ name, byDefault }) => {
    const short = SHORT[name];
    return short !== undefined && short < byDefault ? [[name, short] as const] : [];
  });
}

/** `set`: what the user changed. */
export function sweptRun(
  scenario: Scenario,
  set: readonly (readonly [string, number])[],
  seed: number,
  mutant: AnyMutant | null,
): RunSpec {
  const settings = settingsFor(scenario, [...shortened(scenario), ...set]);
  return { scenario, settings, seed, schedule: [deathOf(scenario, settings)], regime: "bounded", mutant };
}
