/** Nobody waits for the arbiter: a backup that suspects goes live. Shows with: primary and backup cut from each other, both alive. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const noArbiter: Mutant = {
  id: "no-arbiter",
  row: "15",
  about: "nobody waits for the arbiter: a backup that suspects goes live",
  situation: "primary and backup cut from each other, both alive",
  property: "single-live",
  scenario: "contested",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      { kind: "pause", target: "primary", at: 3_000_000_000, forNs: 2_600_000_000, guard: "whenProtected" } as Fault,
    ],
  },
  parts: { ...standardParts, arbiterClient: { ...standardParts.arbiterClient, assumesYes: () => true } },
};
