import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { deathsInARow } from "./schedules.ts";

const failovers = 50;
const secondsBetween = 6;

const base = kvScenario({
  name: "re-protection-chain",
  claim: "fifty failovers in a row: after each the survivor finds a new backup, and dies when it has",
  hosts: ["A", "B", "C"],
  defaults: { seconds: failovers * secondsBetween + 4, think: 200 },
  schedule: (_topology, untilNs) => deathsInARow(untilNs, secondsBetween),
});

/** In a campaign a part of the chain does: there are many of them. */
export const reProtectionChain: Scenario = {
  ...base,
  vary: () => fc.record({ seconds: fc.integer({ min: 5 * secondsBetween, max: 15 * secondsBetween }) }),
};
