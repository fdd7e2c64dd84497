import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";

const weekSeconds = 7 * 86_400;
const betweenSeconds = 600;
const second = 1_000_000_000;

/** Deaths and cuts, one every ten minutes: as many as fit. */
export const soak = kvScenario({
  name: "soak",
  claim: "a week of simulated time: a host lost or cut off every ten minutes, in bounded memory",
  tags: ["soak"],
  hosts: ["A", "B", "C"],
  defaults: { seconds: weekSeconds, think: 1000 },
  schedule(_topology, untilNs) {
    const count = Math.floor(untilNs / (betweenSeconds * second));
    const fault = fc.record({
      lateNs: milliseconds(3000, (betweenSeconds - 60) * 1000),
      forNs: milliseconds(500, 30_000),
      kind: fc.constantFrom("crash", "pause", "isolate"),
      target: fc.constantFrom("primary", "backup"),
    });
    return fc.array(fault, { minLength: count, maxLength: count }).map((faults) =>
      faults.map(({ lateNs, forNs, kind, target }, index): Fault => {
        const at = index * betweenSeconds * second + lateNs;
        const from = kind === "isolate" ? { from: "all" } : {};
        return { kind, target, at, forNs, ...from, guard: "whenProtected" };
      }),
    );
  },
});
