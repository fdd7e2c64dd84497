/** The backup only keeps the log, and replays it from its snapshot when it has won. Shows with: the primary of a guest that always computes dies. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const replaysAtGoLive: Mutant = {
  id: "replays-at-go-live",
  row: "27",
  about: "the backup only keeps the log, and replays it from its snapshot when it has won",
  situation: "the primary of a guest that always computes dies",
  property: "failover-bounded",
  scenario: "starved-backup",
  shown: {
    seed: 1,
    settings: { seconds: 8, quiet: 8, "backup-speed": 1_000 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 7_000_000_000 }],
  },
  parts: {
    ...standardParts,
    backupExecution: { runs: (phase) => phase === "draining" },
    throttle: { ...standardParts.throttle, lagNs: () => 0 },
  },
};
