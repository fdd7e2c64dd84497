/** Nobody waits for the arbiter: a backup that suspects goes live. Shows with: primary and backup cut from each other, both alive. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const noArbiter: Mutant = {
  id: "no-arbiter",
  row: "15",
  about: "nobody waits for the arbiter: a backup that suspects goes live",
  situation: "primary and backup cut from each other, both alive",
  property: "single-live",
  scenario: "failover-kv",
  parts: { ...standardParts, arbiterClient: { ...standardParts.arbiterClient, assumesYes: () => true } },
};
