/** A read may overtake an earlier write of the same blocks. Shows with: a backup that reads for itself, from a disk of its own
 * that is behind the log. It stands for "checks blocks only", which is equivalent to right behaviour: two operations that
 * share guest pages and no blocks may go to the disk in any order, as a write takes its bytes when it starts and a read's
 * arrive with its log entry (bounce buffers); and the device starts the second when the first is complete. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const readsOvertakeWrites: Mutant = {
  id: "reads-overtake-writes",
  row: "32",
  about: "a read may overtake an earlier write of the same blocks",
  situation: "a backup that reads for itself, from a disk of its own that is behind the log",
  property: "replay-identical",
  scenario: "disk-heavy",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, "own-disks": 1, "backup-reads": 1 },
    regime: "bounded",
    schedule: [
      {
        kind: "disk-slow",
        target: "B",
        at: 0,
        forNs: 12_000_000_000,
        delayNs: 0,
        jitterNs: 200_000_000,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    diskOrder: {
      mayIssue: (started, index) =>
        started[index]?.operation.type === "read" || standardParts.diskOrder.mayIssue(started, index),
    },
  },
};
