import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { settledMs } from "./schedules.ts";

const millisecond = 1_000_000;
/** Time for both to ask, for the loser to hear of it, and to suspect and ask anew if it did not take the no for one. */
const splitMs = { min: 5000, max: 7000 };

export const contested = kvScenario({
  name: "contested",
  claim:
    "primary and backup are cut from each other for long, and clients reach both: the arbiter's yes is for one alone",
  defaults: { seconds: 10, quiet: 8 },
  schedule: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - splitMs.max),
        forNs: milliseconds(splitMs.min, splitMs.max),
        barred: fc.constantFrom("primary", "backup"),
        barredNs: milliseconds(0, 4000),
        lateNs: milliseconds(0, 1000),
      })
      .map(({ at, forNs, barred, barredNs, lateNs }): readonly Fault[] => [
        { kind: "partition", target: "primary-backup", at, forNs, guard: "whenProtected" } as Fault,
        // The switch goes on sending frames where it did.
        { kind: "stale-mac", target: "switch", at, forNs } as Fault,
        ...(barredNs > 0 ? [{ kind: "storage-unreachable", target: barred, at, forNs: barredNs } as Fault] : []),
        ...(lateNs > 0 ? [{ kind: "arbiter-slow", target: "storage", at, forNs, lateNs } as Fault] : []),
      ]),
});
