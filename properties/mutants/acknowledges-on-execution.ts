/** The backup acknowledges what it has executed, not what it has received. Shows with: a backup whose CPU is slow. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const acknowledgesOnExecution: Mutant = {
  id: "acknowledges-on-execution",
  row: "7",
  about: "the backup acknowledges what it has executed, not what it has received",
  situation: "a backup whose CPU is slow",
  property: "prompt-output",
  scenario: "failover-kv",
  parts: {
    ...standardParts,
    logReceiver: { ...standardParts.logReceiver, acknowledges: (_received, applied) => applied },
  },
};
