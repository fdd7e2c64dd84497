/**
 * A host's disk is copied anew while it still works for a former attempt. Shows with: the writes of a replica are late on
 * its disk when it is dropped, its host gets the next one, and that one goes live.
 */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const copiesOverFormerWrites: Mutant = {
  id: "copies-over-former-writes",
  row: "37",
  about: "a host's own disk is copied anew while it still works for a former attempt",
  situation: "a replica is dropped while its disk is late, and its host gets the next one, which goes live",
  property: "disk-consistent",
  scenario: "late-own-disk",
  shown: {
    seed: 1043,
    settings: { seconds: 16, quiet: 12 },
    regime: "bounded",
    schedule: [
      {
        kind: "delayed-write",
        target: "primary",
        at: 6_676_000_000,
        forNs: 2_824_000_000,
        count: 3,
        holdNs: 4_770_000_000,
      } as Fault,
      {
        kind: "partition",
        target: "primary-backup",
        at: 7_500_000_000,
        guard: "whenProtected",
        forNs: 2_346_000_000,
      } as Fault,
      { kind: "crash", target: "primary", at: 12_346_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, ownDisk: { ...standardParts.ownDisk, mayUse: () => true } },
};
