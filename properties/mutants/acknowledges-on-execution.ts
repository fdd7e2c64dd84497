/** The backup acknowledges what it has executed, not what it has received. Shows with: a backup whose CPU is slow. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const acknowledgesOnExecution: Mutant = {
  id: "acknowledges-on-execution",
  row: "7",
  about: "the backup acknowledges what it has executed, not what it has received",
  situation: "a backup whose CPU is slow",
  property: "prompt-output",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "slow-cpu", target: "backup", perMille: 20, at: 2_000_000_000, forNs: 4_000_000_000 } as Fault],
  },
  parts: {
    ...standardParts,
    logReceiver: { ...standardParts.logReceiver, acknowledges: (_received, applied) => applied },
  },
};
