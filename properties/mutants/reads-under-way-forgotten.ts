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
  scenario: "disk-heavy",
  shown: {
    seed: 2962536925730954,
    settings: { seconds: 8, quiet: 8, clients: 1, "backup-reads": 1 },
    regime: "unbounded",
    schedule: [
      { kind: "latent-sector", target: "backup", at: 3_900_000_000, sector: 35 } as Fault,
      { kind: "storage-unreachable", target: "backup", at: 5_100_000_000, forNs: 513_000_000 } as Fault,
      {
        kind: "partition",
        target: "backup>primary",
        at: 6_068_000_000,
        guard: "whenProtected",
        forNs: 4_236_000_000,
      } as Fault,
    ],
  },
  parts: { ...standardParts, backupReads: { ...standardParts.backupReads, underWay: () => [] } },
};
