/** The log of a clone begins one entry after the cut's next. Shows with: any clone of a running guest. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const entryLostAtCut: Mutant = {
  id: "entry-lost-at-cut",
  row: "23",
  about: "the log of a clone begins one entry after the cut's next",
  situation: "any clone of a running guest",
  property: "replay-identical",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1, think: 1_000 },
    regime: "bounded",
    schedule: [{ kind: "move", target: "backup", at: 3_000_000_000 }],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, firstEntry: (next) => next + 1 } },
};
