/** The backup acknowledges an entry that it does not keep. Shows with: a failover. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const acknowledgesWhatItDrops: Mutant = {
  id: "acknowledges-what-it-drops",
  row: "7",
  about: "the backup acknowledges an entry that it does not keep",
  situation: "a failover",
  property: "log-intact",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" }],
  },
  parts: { ...standardParts, logReceiver: { ...standardParts.logReceiver, acknowledges: (received) => received + 1 } },
};
