import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { settledMs } from "./schedules.ts";

const millisecond = 1_000_000;
/** Detection is over by then, and the winner still drains. */
const starvedMs = { min: 3000, max: 5000 };

export const lastWord = kvScenario({
  name: "last-word",
  claim:
    "the primary dies as an output leaves, its entry received by a backup that executes next to nothing: it is made again",
  defaults: { seconds: 8, quiet: 8 },
  schedule: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - starvedMs.max),
        earlier: milliseconds(50, 1000),
        forNs: milliseconds(starvedMs.min, starvedMs.max),
        step: fc.constantFrom("heard-acknowledgement", "released"),
        when: fc.constantFrom("before", "after"),
        count: fc.integer({ min: 1, max: 6 }),
      })
      .map(({ at, earlier, forNs, step, when, count }): readonly Fault[] => [
        { kind: "slow-cpu", target: "backup", at: at - earlier, forNs: earlier + forNs, perMille: 1 } as Fault,
        { kind: "crash-at-step", target: "primary", step, when, count, at, guard: "whenProtected" } as Fault,
      ]),
});
