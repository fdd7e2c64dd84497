import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";

const failovers = 50;
const secondsBetween = 6;
const millisecond = 1_000_000;

/** As many deaths as fit: each of whoever is primary by then, each host back in time to be needed again. */
export const reProtectionChain = kvScenario({
  name: "re-protection-chain",
  claim: "fifty failovers in a row: after each the survivor finds a new backup, and dies when it has",
  hosts: ["A", "B", "C"],
  defaults: { seconds: failovers * secondsBetween + 4, think: 200 },
  schedule: (_topology, untilNs) => {
    const count = Math.floor((untilNs - 4000 * millisecond) / (secondsBetween * 1000 * millisecond));
    const death = fc.record({ lateNs: milliseconds(0, 1000), forNs: milliseconds(500, 3000) });
    return fc.array(death, { minLength: count, maxLength: count }).map((deaths) =>
      deaths.map(({ lateNs, forNs }, index): Fault => {
        const at = (3 + index * secondsBetween) * 1000 * millisecond + lateNs;
        return { kind: "crash", target: "primary", at, forNs, guard: "whenProtected" };
      }),
    );
  },
});
