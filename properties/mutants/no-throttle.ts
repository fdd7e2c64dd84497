/** The primary runs at full speed, however late its backup is. Shows with: a guest that always computes, and a slower backup. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const noThrottle: Mutant = {
  id: "no-throttle",
  row: "26",
  about: "the primary runs at full speed, however late its backup is",
  situation: "a guest that always computes, and a slower backup",
  property: "lag-bounded",
  scenario: "starved-backup",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [],
  },
  parts: { ...standardParts, throttle: { ...standardParts.throttle, sharePerMille: () => 1000 } },
};
