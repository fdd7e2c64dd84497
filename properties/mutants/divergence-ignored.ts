/** A backup that differs goes on. Shows with: a bit of its memory flips. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const divergenceIgnored: Mutant = {
  id: "divergence-ignored",
  row: "40",
  about: "a backup that differs from its primary goes on",
  situation: "a bit of the backup's memory flips",
  property: "divergence-reported",
  scenario: "flipped-bit",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "corrupting",
    schedule: [{ kind: "ram-flip", target: "B", at: 3_000_000_000, address: 2_000_000, bit: 3 } as Fault],
  },
  parts: { ...standardParts, delivery: { ...standardParts.delivery, differs: () => false } },
};
