/** The backup executes beyond what it has received. Shows with: any input that arrives later. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

const AHEAD_UNITS = 1_000;

export const backupRunsAhead: Mutant = {
  id: "backup-runs-ahead",
  row: "25",
  about: "the backup executes beyond what it has received",
  situation: "any input that arrives later",
  property: "replay-identical",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [],
  },
  parts: {
    ...standardParts,
    delivery: { ...standardParts.delivery, horizon: (replaying) => replaying.horizon + AHEAD_UNITS },
  },
};
