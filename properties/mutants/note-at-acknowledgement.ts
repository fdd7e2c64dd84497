/** The release note is written when a replica acknowledges the output, not when the output has left. Shows with: a clone that acknowledges later than the backup, and the primary dies in between. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const noteAtAcknowledgement: Mutant = {
  id: "note-at-acknowledgement",
  row: "8",
  about: "the release note is written when a replica acknowledges the output, not when the output has left",
  situation: "a clone that acknowledges later than the backup, and the primary dies in between",
  property: "no-lost-output",
  scenario: "vmotion-under-load",
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
