/** The default scenario with a crash of its primary: a trace as `--trace` would write it. */
import { performRun, type RunSpec } from "../properties/run.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import { scenarios, settingsOf } from "../scenarios/index.ts";
import { Collector } from "./collect.ts";
import type { TraceFile } from "./trace-file.ts";

const scenario = scenarios.find(({ name }) => name === "failover-kv")!;

export const spec: RunSpec = {
  scenario,
  settings: settingsOf(scenario, { seconds: 6 }),
  seed: 7,
  schedule: [{ kind: "crash", target: "primary", at: 2_500_000_000, guard: "whenProtected" }],
  regime: "bounded",
  mutant: null,
};

export async function realRun(): Promise<TraceFile> {
  const kept = new Collector(spec, "lockstep run failover-kv --seed 7");
  const result = performRun(spec, await createEnvironment(), { observers: [kept.observe], tap: kept.tap });
  return kept.trace(result);
}
