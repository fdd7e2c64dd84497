/** The MAC address is not announced. Shows with: a guest that sends nothing by itself, and clients that know where it was. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const neverAnnounced: Mutant = {
  id: "never-announced",
  row: "21",
  about: "the MAC address is not announced",
  situation: "a guest that sends nothing by itself, and clients that know where it was",
  property: "converges",
  scenario: "lost-announcement",
  shown: {
    seed: 1,
    settings: { seconds: 11, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [
      { kind: "pause", target: "primary", at: 2_500_000_000, forNs: 9_000_000_000, guard: "whenProtected" },
      { kind: "stale-mac", target: "switch", at: 4_000_000_000, forNs: 2_000_000_000 },
    ],
  },
  parts: { ...standardParts, announcer: { ...standardParts.announcer, firstNs: () => null } },
};
