/** Writes to the shared disk do not wait for their acknowledgement. Shows with: any write. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const sharedWritesNotHeld: Mutant = {
  id: "shared-writes-not-held",
  row: "37",
  about: "writes to the shared disk do not wait for their acknowledgement",
  situation: "any write to a shared disk",
  property: "output-rule",
  scenario: "delayed-write",
  shown: { seed: 1, settings: { seconds: 6, quiet: 8, clients: 1 }, regime: "bounded", schedule: [] },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      mayLeave: (entry, acknowledged, device) => device === "disk" || entry <= acknowledged,
    },
  },
};
