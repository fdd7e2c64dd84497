/** The MAC address is announced once. Shows with: the announcement is lost, and the guest sends nothing by itself. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const announcedOnce: Mutant = {
  id: "announced-once",
  row: "21",
  about: "the MAC address is announced once",
  situation: "the announcement is lost, and the guest sends nothing by itself",
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
  parts: { ...standardParts, announcer: { ...standardParts.announcer, pauseNs: () => null } },
};
