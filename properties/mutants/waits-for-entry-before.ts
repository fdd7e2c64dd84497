/** An output leaves once the entry before its own is acknowledged. Shows with: an acknowledgement between the two. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const waitsForEntryBefore: Mutant = {
  id: "waits-for-entry-before",
  row: "4",
  about: "an output leaves once the entry before its own is acknowledged",
  situation: "an acknowledgement between the two",
  property: "output-rule",
  scenario: "slow-backup",
  parts: {
    ...standardParts,
    outputGate: { ...standardParts.outputGate, mayLeave: (entry, acknowledged) => entry - 1 <= acknowledged },
  },
};
