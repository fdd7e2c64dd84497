/** An asker that has waited a second for the arbiter goes on as if granted. Shows with: storage out of reach for the backup while it suspects. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

const PATIENCE_NS = 1_000_000_000;

export const liveAfterTimeout: Mutant = {
  id: "live-after-timeout",
  row: "15",
  about: "an asker that has waited a second for the arbiter goes on as if granted",
  situation: "storage out of reach for the backup while it suspects",
  property: "single-live",
  scenario: "contested",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "partition",
        target: "primary-backup",
        at: 3_000_000_000,
        forNs: 4_000_000_000,
        guard: "whenProtected",
      } as Fault,
      { kind: "storage-unreachable", target: "backup", at: 3_000_000_000, forNs: 5_000_000_000 } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    arbiterClient: { ...standardParts.arbiterClient, assumesYes: (waitedNs) => waitedNs >= PATIENCE_NS },
  },
};
