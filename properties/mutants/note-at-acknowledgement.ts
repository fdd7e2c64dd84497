/** The release note is written when a replica acknowledges the output, not when the output has left. Shows with: a clone that acknowledges later than the backup, and the primary dies in between. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const noteAtAcknowledgement: Mutant = {
  id: "note-at-acknowledgement",
  row: "8",
  about: "the release note is written when a replica acknowledges the output, not when the output has left",
  situation: "a clone that acknowledges later than the backup, and the primary dies in between",
  property: "no-lost-output",
  scenario: "far-clone",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 2, think: 50 },
    regime: "bounded",
    schedule: [
      {
        kind: "link-delay",
        target: "A-C",
        path: "log",
        at: 2_900_000_000,
        forNs: 4_000_000_000,
        delayNs: 100_000_000,
        jitterNs: 0,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
      { kind: "move", target: "backup", at: 3_000_000_000 },
      { kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      noteThrough({ held, handedOver }, winners) {
        const heard = Math.max(...winners.map(({ acknowledged }) => acknowledged));
        return held.findLast(({ entry }) => entry <= heard)?.output ?? handedOver;
      },
    },
  },
};
