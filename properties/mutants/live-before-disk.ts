/** The winner goes live before its own disk has done what the log says is complete. Shows with: disks that are not shared,
 * and a backup whose disk is late when the primary dies: the only copy left lacks what the guest knows to be written. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const liveBeforeDisk: Mutant = {
  id: "live-before-disk",
  row: "37",
  about: "goes live before its own disk has done what the log says is complete",
  situation: "the primary dies while the disk of its backup is late",
  property: "disk-consistent",
  scenario: "non-shared-disks",
  shown: {
    seed: 1,
    settings: { seconds: 12, quiet: 8 },
    regime: "bounded",
    schedule: [
      { kind: "disk-stall", target: "backup", at: 3_500_000_000, forNs: 4_000_000_000 } as Fault,
      { kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, goLive: { ...standardParts.goLive, diskIsCurrent: () => true } },
};
