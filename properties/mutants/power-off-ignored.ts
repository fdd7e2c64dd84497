/** The backup does not understand that the primary was powered off: its silence is a failure. Shows with: the operator powers the VM off. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const powerOffIgnored: Mutant = {
  id: "power-off-ignored",
  row: "28",
  about: "the backup does not understand that the primary was powered off: its silence is a failure",
  situation: "the operator powers the VM off",
  property: "power-off-obeyed",
  scenario: "power-off",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "unbounded",
    schedule: [{ kind: "power-off", target: "primary", at: 3_000_000_000 }],
  },
  parts: { ...standardParts, logReceiver: { ...standardParts.logReceiver, isLast: () => false } },
};
