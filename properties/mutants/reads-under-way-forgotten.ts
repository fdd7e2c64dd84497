/** At the cut of a clone the reads under way are not remembered. Shows with: a backup that reads for itself joins while the
 * guest reads, and a write over what is read follows soon. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const readsUnderWayForgotten: Mutant = {
  id: "reads-under-way-forgotten",
  row: "38",
  about: "a write does not wait until a new backup has done the reads that were under way when it joined",
  situation: "a backup that reads for itself joins while the guest reads and writes",
  property: "replay-identical",
  scenario: "joining-reader",
  shown: {
    seed: 1009,
    settings: { seconds: 8, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "disk-slow",
        target: "B",
        at: 0,
        forNs: 8_000_000_000,
        delayNs: 0,
        jitterNs: 71_000_000,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
      {
        kind: "partition",
        target: "backup>primary",
        path: "heartbeat",
        at: 2_003_000_000,
        guard: "whenProtected",
        forNs: 2_515_000_000,
      } as Fault,
    ],
  },
  parts: { ...standardParts, backupReads: { ...standardParts.backupReads, underWay: () => [] } },
};
