import test from "ava";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import { regimeOf } from "./run.ts";

const fault = (kind: string, guard?: "whenProtected"): Fault => ({ kind, at: 0, target: "primary", guard });

const rows: readonly (readonly [string, readonly Fault[], Regime])[] = [
  ["nothing", [], "bounded"],
  ["one crash", [fault("crash")], "bounded"],
  ["a crash, and one that is guarded", [fault("crash"), fault("crash", "whenProtected")], "bounded"],
  ["two that raise suspicion", [fault("crash-at-step"), fault("isolate")], "unbounded"],
  ["a kind that no bounded run has", [fault("blackout")], "unbounded"],
  ["a flipped bit", [fault("register-flip")], "corrupting"],
  ["a flipped bit among others", [fault("blackout"), fault("crash"), fault("sector-flip")], "corrupting"],
];

for (const [what, schedule, regime] of rows) {
  test(`a schedule of ${what} is judged as ${regime}`, (t) => {
    t.is(regimeOf(schedule, faultKinds), regime);
  });
}
