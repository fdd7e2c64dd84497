import fc from "fast-check";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import { settledMs } from "./schedules.ts";

const millisecond = 1_000_000;

/** The operator orders it of one host or of both at once; the arbiter lets one begin. */
export const coldStart = guestScenario("wal", "kv", {
  name: "cold-start",
  claim: "all hosts are lost and come back: the service starts anew, once, and still knows what it had promised",
  schedule: (_topology, untilNs, regime) =>
    fc
      .record({
        at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - 5000),
        forNs: milliseconds(100, 3000),
        later: milliseconds(10, 500),
        targets: fc.subarray(["A", "B"], { minLength: 1 }),
        early: fc.boolean(),
      })
      .map(({ at, forNs, later, targets, early }) => {
        const order = (time: number): Fault[] => targets.map((target) => ({ kind: "cold-start", target, at: time }));
        // While replicas live it must be refused: all that a bounded run may ask for.
        return [
          ...(early || isBounded(regime) ? order(at - 500 * millisecond) : []),
          ...lossOfAll(regime, at, forNs, order(at + forNs + later)),
        ];
      }),
});

function isBounded(regime: Regime): boolean {
  return regime === "bounded";
}

function lossOfAll(regime: Regime, at: number, forNs: number, orders: readonly Fault[]): readonly Fault[] {
  return isBounded(regime) ? [] : [{ kind: "blackout", target: "all", at, forNs }, ...orders];
}
