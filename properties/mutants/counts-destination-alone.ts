/** While the backup moves, only its destination's acknowledgements count. Shows with: the reply to the move of the backup is late, and the backup is farther away than its destination. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const countsDestinationAlone: Mutant = {
  id: "counts-destination-alone",
  row: "31",
  about: "while the backup moves, only its destination's acknowledgements count",
  situation: "the reply to the move of the backup is late, and the backup is farther away than its destination",
  property: "output-rule",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 40 },
    regime: "bounded",
    schedule: [
      {
        kind: "link-delay",
        target: "primary-backup",
        path: "log",
        at: 2_800_000_000,
        forNs: 1_000_000_000,
        delayNs: 20_000_000,
        jitterNs: 0,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
      { kind: "arbiter-reply-lost", target: "primary", at: 2_900_000_000, count: 2 } as Fault,
      { kind: "move", target: "backup", at: 3_000_000_000 },
    ],
  },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      winners: ({ links, clone }) => {
        const destination = links.filter(({ replica }) => replica === clone?.replica);
        return destination.length > 0 ? destination : links;
      },
    },
  },
};
