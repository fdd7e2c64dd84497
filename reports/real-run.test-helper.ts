/** The default scenario with a crash of its primary: a trace as `--trace` would write it. */
import { performRun, type RunSpec } from "../properties/run.ts";
import { createEnvironment } from "../scenarios/environment.ts";
import { scenarios, settingsOf } from "../scenarios/index.ts";
import type { Transmission } from "../sim/network/tap.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { TraceFile } from "./trace-file.ts";

const scenario = scenarios.find(({ name }) => name === "failover-kv")!;
const settings = settingsOf(scenario, { seconds: 6 });

export const spec: RunSpec = {
  scenario,
  settings,
  seed: 7,
  schedule: [{ kind: "crash", target: "primary", at: 2_500_000_000, guard: "whenProtected" }],
  regime: "bounded",
  mutant: null,
};

export async function realRun(): Promise<TraceFile> {
  const events: TraceEvent[] = [];
  const wire: Transmission[] = [];
  const result = performRun(spec, await createEnvironment(), {
    observers: [(event) => events.push(event)],
    tap: (sent) => wire.push(sent),
  });
  const { version } = result;
  const hosts = scenario.topology(settings).hosts.map(({ name }) => name);
  const command = "lockstep run failover-kv --seed 7";
  return {
    header: { lockstepTrace: 1, version, scenario: scenario.name, seed: 7, settings, mutant: null, command, hosts },
    events,
    wire,
    result,
  };
}
