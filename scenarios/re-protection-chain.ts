import { kvScenario } from "./kv-scenario.ts";
import { deathsInARow } from "./schedules.ts";

const failovers = 50;
const secondsBetween = 6;

export const reProtectionChain = kvScenario({
  name: "re-protection-chain",
  claim: "fifty failovers in a row: after each the survivor finds a new backup, and dies when it has",
  hosts: ["A", "B", "C"],
  defaults: { seconds: failovers * secondsBetween + 4, think: 200 },
  schedule: (_topology, untilNs) => deathsInARow(untilNs, secondsBetween),
});
