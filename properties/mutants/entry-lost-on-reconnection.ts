/** A backup that connects again misses the first entry. Shows with: the primary moves, and the backup connects to its destination. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const entryLostOnReconnection: Mutant = {
  id: "entry-lost-on-reconnection",
  row: "30",
  about: "a backup that connects again misses the first entry",
  situation: "the primary moves, and the backup connects to its destination",
  property: "log-intact",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1, think: 400 },
    regime: "bounded",
    schedule: [{ kind: "move", target: "primary", at: 3_000_000_000 }],
  },
  parts: {
    ...standardParts,
    logSender: { ...standardParts.logSender, resumeAt: (next) => (next > 1 ? next + 1 : next) },
  },
};
