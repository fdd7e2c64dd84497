/** Any host's copy of the disk may boot. Shows with: a cold start, after the loss of all, on the host of a former owner. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const staleCopyBoots: Mutant = {
  id: "stale-copy-boots",
  row: "37",
  about: "after the loss of all any host's copy of the disk boots",
  situation: "a cold start on the host of a former owner",
  property: "disk-consistent",
  scenario: "cold-start-own-disks",
  shown: {
    seed: 1,
    settings: { seconds: 14, quiet: 8 },
    regime: "unbounded",
    schedule: [
      { kind: "crash", target: "A", at: 3_000_000_000, guard: "whenProtected" },
      { kind: "blackout", target: "all", at: 9_000_000_000, forNs: 1_000_000_000 } as Fault,
      { kind: "cold-start", target: "A", at: 10_500_000_000 },
      { kind: "cold-start", target: "B", at: 11_500_000_000 },
    ],
  },
  parts: { ...standardParts, coldStart: { ...standardParts.coldStart, hasDisk: () => true } },
};
