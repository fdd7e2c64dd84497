/** Operations on the same blocks go to the disk together, and the disk does them in any order. Shows with: a backup whose own
 * disk is behind the log. An owner's operations never overlap: the device hands one over when the one before is complete
 * (`core/vm/devices/virtio-block.ts`); what a backup's own disk has not done may overlap with what the log has started. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const noDiskOrder: Mutant = {
  id: "no-disk-order",
  row: "32",
  about: "operations on the same blocks go to the disk together",
  situation: "a backup whose own disk is behind the log",
  property: "disk-consistent",
  scenario: "disk-heavy",
  shown: {
    seed: 3,
    settings: { seconds: 6, quiet: 8, "own-disks": 1 },
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
      { kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, diskOrder: { ...standardParts.diskOrder, mayIssue: () => true } },
};
