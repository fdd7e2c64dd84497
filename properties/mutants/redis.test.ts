/**
 * Mutants that a guest of a few pages kills, with an operating system and a database that nobody here wrote: a run that
 * is clean, and the same with each.
 */
import { runScenario, type RunOptions } from "../run-scenario.ts";
import { linuxRedis } from "../../scenarios/guests/linux/redis.ts";
import { testWithGuest } from "../../scenarios/linux-scenario.test-helper.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import { mutantNamed } from "./named.ts";

const second = 1_000_000_000;

/** The backup lags, and its primary dies right after an output left. */
const lagging: RunOptions = {
  seed: 1,
  settings: { seconds: 6, quiet: 8, delay: 20, jitter: 0 },
  regime: "bounded",
  schedule: [
    { kind: "slow-cpu", target: "backup", at: 2 * second, forNs: 4 * second, perMille: 1 } as Fault,
    {
      kind: "crash-at-step",
      target: "primary",
      step: "released",
      when: "after",
      count: 1,
      at: 3 * second,
      guard: "whenProtected",
    } as Fault,
  ],
};

/**
 * Of rows 1 and 11. Not `waits-for-entry-before` of row 4: in these runs no acknowledgement ever comes between an
 * output's entry and the one before it, so that the trace is the clean one's.
 */
const ids = ["interrupt-one-unit-late", "interrupt-at-block-end", "live-before-drained"];

testWithGuest(linuxRedis, "Redis on the clean stack: what its mutants violate is held", async (t) => {
  t.timeout(1_200_000);
  const { violations, properties } = await runScenario("redis-failover", lagging);
  t.deepEqual(violations, []);
  for (const id of ids) {
    const { property } = await mutantNamed(id);
    t.is(properties.find(({ name }) => name === property)?.verdict, "held", property);
  }
});

for (const id of ids)
  testWithGuest(linuxRedis, `Redis notices ${id}`, async (t) => {
    t.timeout(1_200_000);
    const mutant = await mutantNamed(id);
    const { violations } = await runScenario("redis-failover", { ...lagging, mutant });
    t.true(
      violations.some(({ property }) => property === mutant.property),
      `violates ${violations.map(({ property }) => property).join(", ") || "nothing"}`,
    );
  });
