/** A primary that goes on alone still holds its outputs for the backup that it lost. Shows with: the backup dies for good. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const waitsForLostBackup: Mutant = {
  id: "waits-for-lost-backup",
  row: "22",
  about: "a primary that goes on alone still holds its outputs for the backup that it lost",
  situation: "the backup dies for good",
  property: "converges",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "backup", at: 3_000_000_000 }],
  },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      acknowledged: (winners) => (winners.length === 0 ? 0 : standardParts.outputGate.acknowledged(winners)),
    },
  },
};
