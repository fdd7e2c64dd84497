/** The arbiter is asked for a clone that has no state yet. Shows with: the primary dies before the clone is in step. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const armedBeforeInStep: Mutant = {
  id: "armed-before-in-step",
  row: "19",
  about: "the arbiter is asked for a clone that has no state yet",
  situation: "the primary dies before the clone is in step",
  property: "output-rule",
  scenario: "rolling-hosts",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" }],
  },
  parts: {
    ...standardParts,
    vmotion: { ...standardParts.vmotion, inStep: (clone) => clone.replica !== null && clone.stage === "copying" },
  },
};
