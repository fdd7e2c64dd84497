/** A long run, judged by every property: what it keeps must not grow with it. */
import { generateSchedule } from "../../properties/generate.ts";
import { properties } from "../../properties/index.ts";
import { judge } from "../../properties/judge.ts";
import type { Environment } from "../../scenarios/environment.ts";
import { settingsOf } from "../../scenarios/index.ts";
import { createWorld } from "../../scenarios/run.ts";
import { soak } from "../../scenarios/soak.ts";
import { viewsOf } from "../../sim/topology.ts";
import { faultKinds } from "../../sim/faults/index.ts";

const SECOND = 1_000_000_000;
const REGIME = "bounded";

/** Resident memory of this process in MiB at the end of each stretch of virtual time, all equally long. */
export function residentAlong(stretches: number, seconds: number, environment: Environment): readonly number[] {
  const settings = settingsOf(soak, { seconds: stretches * seconds });
  const schedule = generateSchedule(soak, settings, REGIME, "1");
  const world = createWorld({ scenario: soak, settings, seed: 1, schedule }, environment);
  const { observe } = judge(properties, { topology: viewsOf(soak.topology(settings))[0]!, regime: REGIME, faultKinds });
  world.observe(observe);
  const resident: number[] = [];
  for (let stretch = 1; stretch <= stretches; stretch++) {
    while (world.nowNs < stretch * seconds * SECOND && world.step());
    resident.push(process.memoryUsage().rss / (1 << 20));
  }
  world.discard();
  return resident;
}
