/** A host for the next backup is looked for once. Shows with: there is none at first, and one later. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const triedOnce: Mutant = {
  id: "tried-once",
  row: "24",
  about: "a host for the next backup is looked for once",
  situation: "there is none at first, and one later",
  property: "reprotected",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 9 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "backup", at: 2_500_000_000, forNs: 3_500_000_000 }],
  },
  parts: { ...standardParts, placement: { ...standardParts.placement, againNs: () => null } },
};
