/**
 * The MAC address is announced until a frame for it arrives, and never again. Shows with: the former owner stood still,
 * wakes once the winner was found, and repeats what had been acknowledged; the guest sends nothing by itself.
 */
import { announcer } from "../../core/ft/announcer.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const announcedUntilHeard: Mutant = {
  id: "announced-until-heard",
  row: "21",
  about: "the MAC address is announced until a frame for it arrives, and never again",
  situation: "the former owner stood still, and wakes once the winner was found; the guest sends nothing by itself",
  property: "converges",
  scenario: "lost-announcement",
  shown: {
    seed: 1084457349776266,
    settings: { seconds: 16, quiet: 12, clients: 2, think: 400, retry: 200 },
    regime: "bounded",
    schedule: [{ kind: "pause", target: "primary", at: 2_001_000_000, forNs: 4_500_000_000, guard: "whenProtected" }],
  },
  parts: {
    ...standardParts,
    announcer: {
      ...announcer,
      pauseNs: (announcement, tuning) => (announcement.heard ? null : announcer.pauseNs(announcement, tuning)),
    },
  },
};
