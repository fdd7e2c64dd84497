/** Lag is counted in entries, not in time. Shows with: a guest that always computes and makes few entries, and a slower backup. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

/** What one entry counts. */
const ENTRY_NS = 1_000_000;

export const lagInEntries: Mutant = {
  id: "lag-in-entries",
  row: "26",
  about: "lag is counted in entries, not in time",
  situation: "a guest that always computes and makes few entries, and a slower backup",
  property: "lag-bounded",
  scenario: "starved-backup",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [],
  },
  parts: {
    ...standardParts,
    throttle: {
      ...standardParts.throttle,
      lagNs: (waiting, position) => waiting.filter(({ horizon }) => horizon > position).length * ENTRY_NS,
    },
  },
};
