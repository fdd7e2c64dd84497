/** A page written while the clone was copied is not copied again. Shows with: any clone of a running guest. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const dirtyPageLost: Mutant = {
  id: "dirty-page-lost",
  row: "23",
  about: "a page written while the clone was copied is not copied again",
  situation: "any clone of a running guest",
  property: "replay-identical",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 20, delay: 5_000 },
    regime: "bounded",
    schedule: [{ kind: "move", target: "backup", at: 3_000_000_000 }],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, pagesOfRound: (written) => written.slice(0, -1) } },
};
