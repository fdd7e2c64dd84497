/** A host's disk is copied anew while it still works for a former attempt. Shows with: the writes of a backup are late on
 * its disk when it is dropped, its host gets the next one, and that one goes live. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const copiesOverFormerWrites: Mutant = {
  id: "copies-over-former-writes",
  row: "37",
  about: "a host's own disk is copied anew while it still works for a former attempt",
  situation: "a backup is dropped while its disk is late, and its host gets the next one, which goes live",
  property: "disk-consistent",
  scenario: "non-shared-disks",
  shown: {
    seed: 6082035734457266,
    settings: { seconds: 16, quiet: 12 },
    regime: "unbounded",
    schedule: [
      {
        kind: "delayed-write",
        target: "storage",
        at: 4_000_000_000,
        forNs: 6_338_000_000,
        count: 2,
        holdNs: 4_343_000_000,
      } as Fault,
      {
        kind: "partition",
        target: "backup>primary",
        at: 8_000_000_000,
        guard: "whenProtected",
        path: "heartbeat",
        forNs: 2_900_000_000,
      } as Fault,
      { kind: "crash", target: "primary", at: 16_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, ownDisk: { ...standardParts.ownDisk, mayUse: () => true } },
};
