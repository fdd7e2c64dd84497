/** The source of a move does not stop at the cut: until it hears that it was moved, both act. Shows with: the reply of the commit is lost. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const bothGoOn: Mutant = {
  id: "both-go-on",
  row: "30",
  about: "the source of a move does not stop at the cut: until it hears that it was moved, both act",
  situation: "the reply of the commit is lost",
  property: "single-live",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 20 },
    regime: "bounded",
    schedule: [
      { kind: "arbiter-reply-lost", target: "primary", at: 2_900_000_000, count: 2 } as Fault,
      { kind: "move", target: "primary", at: 3_000_000_000 },
    ],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, stopsAtCut: () => false } },
};
