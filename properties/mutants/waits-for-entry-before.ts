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
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, speed: 100_000, "backup-speed": 1000, clients: 1, think: 400, delay: 3000 },
    regime: "bounded",
    schedule: [],
  },
  parts: {
    ...standardParts,
    outputGate: { ...standardParts.outputGate, mayLeave: (entry, acknowledged) => entry - 1 <= acknowledged },
  },
};
