/** Nobody looks for another backup. Shows with: a failover where a host is free. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const neverReArmed: Mutant = {
  id: "never-re-armed",
  row: "19",
  about: "nobody looks for another backup",
  situation: "a failover where a host is free",
  property: "reprotected",
  scenario: "rolling-hosts",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" }],
  },
  parts: { ...standardParts, placement: { ...standardParts.placement, choose: () => null } },
};
