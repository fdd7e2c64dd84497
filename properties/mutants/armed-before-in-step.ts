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
  parts: {
    ...standardParts,
    vmotion: { ...standardParts.vmotion, inStep: (clone) => clone.replica !== null && clone.stage === "copying" },
  },
};
