import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults, crashAfterSplit, crashAfterSplitNs, crashOfPrimary, isHarmless } from "./schedules.ts";

const usual = kvScenario({
  name: "failover-kv",
  claim: "a key-value server loses its primary, and no client notices more than a pause",
  schedule(topology, untilNs, regime, swarm) {
    const isBounded = regime === "bounded";
    const others = anyFaults(topology, untilNs, regime, isBounded ? 3 : 6, isBounded ? isHarmless : undefined, swarm);
    const now = fc.tuple(crashOfPrimary(untilNs), others);
    if (untilNs < crashAfterSplitNs) return now.map((parts) => parts.flat());
    // Nothing else may come between the split and protection.
    const elsewhere = others.map((faults) =>
      faults.filter(({ kind, target }) => !/storage|arbiter|disk/.test(`${kind} ${target}`)),
    );
    const later = fc.tuple(crashAfterSplit(untilNs), elsewhere);
    return fc.oneof({ weight: 2, arbitrary: now }, { weight: 1, arbitrary: later }).map((parts) => parts.flat());
  },
});

/** Most often the default; else one of the others. */
function mostly(byDefault: number, ...others: readonly number[]): fc.Arbitrary<number> {
  return fc.oneof(
    { weight: 3, arbitrary: fc.constant(byDefault) },
    { weight: 1, arbitrary: fc.constantFrom(...others) },
  );
}

export const failoverKv: Scenario = {
  ...usual,
  /**
   * A slow guest on a long link: between an input's entry and its output's there is time for a batch and for an
   * acknowledgement, and what waits for the wrong one of the two leaves too early.
   */
  vary: () =>
    fc.oneof(
      { weight: 2, arbitrary: fc.record({ clients: mostly(2, 1, 4), think: mostly(400, 40, 1500) }) },
      {
        weight: 1,
        arbitrary: fc.record({
          clients: fc.constant(1),
          speed: fc.constantFrom(100_000, 200_000),
          delay: fc.integer({ min: 500, max: 4000 }),
        }),
      },
    ),
};
