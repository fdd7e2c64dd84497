/** A backup writes to its own disk what the guest starts, not what the log says is done. Shows with: disks that are not
 * shared and read by each side for itself, and a write that fails on the primary's alone. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const writesAhead: Mutant = {
  id: "writes-ahead",
  row: "38",
  about: "the backup writes to its own disk as soon as the guest does, also what then fails on the primary's",
  situation: "the primary's disk refuses writes for a while",
  property: "replay-identical",
  scenario: "disk-heavy",
  shown: {
    seed: 1,
    settings: { seconds: 8, quiet: 8, clients: 1, "own-disks": 1, "backup-reads": 1 },
    regime: "unbounded",
    schedule: [{ kind: "disk-full", target: "primary", at: 1_000_000, forNs: 3_000_000_000 } as Fault],
  },
  parts: { ...standardParts, ownDisk: { ...standardParts.ownDisk, mayFollow: () => true } },
};
