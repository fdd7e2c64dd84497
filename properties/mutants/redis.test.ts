/**
 * Mutants that a guest of a few pages kills, with an operating system and a database that nobody here wrote: a run that
 * is clean, and the same with each.
 */
import { runScenario, type RunOptions } from "../run-scenario.ts";
import type { Recipe } from "../../scenarios/guests/linux/recipe.ts";
import { linuxRedisDisk } from "../../scenarios/guests/linux/redis-disk.ts";
import { linuxRedis } from "../../scenarios/guests/linux/redis.ts";
import { testWithGuest } from "../../scenarios/linux-scenario.test-helper.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import { mutantNamed } from "./named.ts";

const second = 1_000_000_000;

/**
 * The backup lags, and its primary dies right after an output left. Its host is still slow when it goes live: from there
 * on more timer interrupts come between a request and its answer than came on the primary.
 */
const lagging: RunOptions = {
  seed: 1,
  settings: { seconds: 6, quiet: 8, delay: 20, jitter: 0 },
  regime: "bounded",
  schedule: [
    { kind: "slow-cpu", target: "backup", at: 2 * second, forNs: 5 * second, perMille: 40 } as Fault,
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

/** A host so slow that the entry before an answer's is acknowledged before the answer is made. */
const slow: RunOptions = {
  seed: 1,
  settings: { seconds: 6, quiet: 8, speed: 1_000_000, delay: 1, jitter: 0 },
  regime: "bounded",
  schedule: [],
};

/** The primary dies while a write is held in the storage network. */
const writing: RunOptions = {
  seed: 1,
  settings: { seconds: 9, quiet: 12 },
  regime: "bounded",
  schedule: [
    { kind: "delayed-write", target: "primary", at: 6.6 * second, forNs: 0.4 * second, holdNs: 5 * second } as Fault,
    { kind: "crash", target: "primary", at: 7 * second, guard: "whenProtected" },
  ],
};

interface Situation {
  readonly title: string;
  readonly recipe: Recipe;
  readonly scenario: string;
  readonly options: RunOptions;
  readonly mutants: readonly string[];
}

/** Of rows 1, 4, 5, 11 and 34. */
const situations: readonly Situation[] = [
  {
    title: "a primary that dies before its backup has caught up",
    recipe: linuxRedis,
    scenario: "redis-failover",
    options: lagging,
    mutants: [
      "interrupt-one-unit-late",
      "interrupt-at-block-end",
      "live-before-drained",
      "live-at-last-input",
      "outputs-not-held",
    ],
  },
  {
    title: "a slow host",
    recipe: linuxRedis,
    scenario: "redis-failover",
    options: slow,
    mutants: ["waits-for-entry-before"],
  },
  {
    title: "a primary that dies while it writes",
    recipe: linuxRedisDisk,
    scenario: "redis-disk",
    options: writing,
    mutants: ["unfinished-not-issued-again", "completed-issued-again"],
  },
];

for (const { title, recipe, scenario, options, mutants } of situations) {
  testWithGuest(recipe, `Redis on the clean stack, with ${title}: what its mutants violate is held`, async (t) => {
    t.timeout(1_200_000);
    const { properties } = await runScenario(scenario, options);
    for (const id of mutants) {
      const { property } = await mutantNamed(id);
      t.is(properties.find(({ name }) => name === property)?.verdict, "held", property);
    }
  });

  for (const id of mutants)
    testWithGuest(recipe, `Redis, with ${title}, notices ${id}`, async (t) => {
      t.timeout(1_200_000);
      const mutant = await mutantNamed(id);
      const { violations } = await runScenario(scenario, { ...options, mutant });
      t.true(
        violations.some(({ property }) => property === mutant.property),
        `violates ${violations.map(({ property }) => property).join(", ") || "nothing"}`,
      );
    });
}
