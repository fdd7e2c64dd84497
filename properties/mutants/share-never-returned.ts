/** The CPU share that was taken is not given back. Shows with: the backup is slow for a while. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const shareNeverReturned: Mutant = {
  id: "share-never-returned",
  row: "26",
  about: "the CPU share that was taken is not given back",
  situation: "the backup is slow for a while",
  property: "throttle-returned",
  scenario: "starved-backup",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, "backup-speed": 1_000 },
    regime: "bounded",
    schedule: [{ kind: "slow-cpu", target: "backup", at: 2_000_000_000, forNs: 2_000_000_000, perMille: 500 } as Fault],
  },
  parts: {
    ...standardParts,
    throttle: {
      ...standardParts.throttle,
      sharePerMille: (share, ...rest) => Math.min(share, standardParts.throttle.sharePerMille(share, ...rest)),
    },
  },
};
