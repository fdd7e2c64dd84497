/** The log of a clone begins one entry after the cut's next. Shows with: any clone of a running guest. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const entryLostAtCut: Mutant = {
  id: "entry-lost-at-cut",
  row: "23",
  about: "the log of a clone begins one entry after the cut's next",
  situation: "any clone of a running guest",
  property: "replay-identical",
  scenario: "rolling-hosts",
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, firstEntry: (next) => next + 1 } },
};
