/** A clone is cut only when no disk operation is under way. Shows with: a guest that always writes. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const waitsForIdleDisk: Mutant = {
  id: "waits-for-idle-disk",
  row: "31",
  about: "a clone is cut only when no disk operation is under way",
  situation: "a guest that always writes",
  property: "reprotected",
  scenario: "always-writing",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "backup", at: 2_200_000_000 }],
  },
  parts: {
    ...standardParts,
    vmotion: {
      ...standardParts.vmotion,
      mayCut: (rounds, pagesLeft, guest, tuning) =>
        guest.disk.length === 0 && standardParts.vmotion.mayCut(rounds, pagesLeft, guest, tuning),
    },
  },
};
