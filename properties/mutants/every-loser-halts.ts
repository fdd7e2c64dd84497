/** Who loses halts, even if the record still names it as backup. Shows with: the primary moves, and its destination dies before the backup has heard of it. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const everyLoserHalts: Mutant = {
  id: "every-loser-halts",
  row: "30",
  about: "who loses halts, even if the record still names it as backup",
  situation: "the primary moves, and its destination dies before the backup has heard of it",
  property: "no-total-loss",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 10, clients: 1, think: 400 },
    regime: "bounded",
    schedule: [
      { kind: "move", target: "primary", at: 3_000_000_000 },
      {
        kind: "crash-at-step",
        target: "C",
        at: 3_000_000_000,
        guard: "whenProtected",
        step: "live",
        count: 1,
        when: "before",
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    losing: {
      afterNo(kind, asker, record) {
        const verdict = standardParts.losing.afterNo(kind, asker, record);
        return verdict === "resume" ? "halt" : verdict;
      },
    },
  },
};
