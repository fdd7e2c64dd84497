/** The disk of a new backup is left as it was. Shows with: two failovers in a row, where disks are not shared. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const notResynchronised: Mutant = {
  id: "not-resynchronised",
  row: "37",
  about: "a new backup's own disk is left as it was",
  situation: "two failovers in a row, where disks are not shared",
  property: "disk-consistent",
  scenario: "non-shared-disks",
  shown: {
    seed: 1,
    settings: { seconds: 12, quiet: 8 },
    regime: "bounded",
    schedule: [
      { kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" },
      { kind: "crash", target: "primary", at: 11_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, copiesDisk: () => false } },
};
