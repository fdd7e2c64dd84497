/** A write does not wait for the backup to have read what it overwrites. Shows with: a backup that reads for itself, and is
 * slower at it. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const readsWhatALaterWriteLeft: Mutant = {
  id: "reads-what-a-later-write-left",
  row: "38",
  about: "a write does not wait until the backup has read what it overwrites",
  situation: "a backup that reads for itself, and is slower at it",
  property: "replay-identical",
  scenario: "disk-heavy",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, "backup-reads": 1 },
    regime: "bounded",
    schedule: [
      {
        kind: "disk-slow",
        target: "B",
        at: 0,
        forNs: 12_000_000_000,
        delayNs: 60_000_000,
        jitterNs: 0,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
    ],
  },
  parts: { ...standardParts, backupReads: { ...standardParts.backupReads, holdsUp: () => false } },
};
