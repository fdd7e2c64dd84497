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
  parts: { ...standardParts, logReceiver: { ...standardParts.logReceiver, acknowledges: (received) => received + 1 } },
};
