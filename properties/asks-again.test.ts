import test from "ava";
import { createEnvironment } from "../scenarios/environment.ts";
import { settingsOf } from "../scenarios/index.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { scenarioNamed } from "./spec.ts";
import { makeRun } from "./task.ts";

const environment = await createEnvironment();
const second = 1_000_000_000;
const crash: Fault = { kind: "crash", target: "primary", at: 3 * second, guard: "whenProtected" };
const outage: Fault = { kind: "storage-unreachable", target: "all", at: 4 * second, forNs: 3 * second };

for (const [schedule, again] of [
  [[crash, outage], true],
  [[crash], false],
] as const)
  test(`a backup whose storage is ${again ? "out of" : "in"} reach ${again ? "asks again" : "asks once"}`, async (t) => {
    const scenario = await scenarioNamed("failover-kv");
    const settings = settingsOf(scenario, { seconds: 8, quiet: 8 });
    const { marks } = makeRun({ scenario, settings, seed: 1, schedule, regime: "bounded", mutant: null }, environment);
    t.true(marks.includes("go-live the backup wins"));
    t.is(marks.includes("go-live asks again until answered"), again);
  });
