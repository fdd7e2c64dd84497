/** Output entries wait for the batch timer, as all others. Shows with: any output. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const flushedByTimer: Mutant = {
  id: "flushed-by-timer",
  row: "36",
  about: "output entries wait for the batch timer, as all others",
  situation: "any output",
  property: "prompt-output",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 100 },
    regime: "bounded",
    schedule: [],
  },
  parts: {
    ...standardParts,
    logSender: { ...standardParts.logSender, flushDelayNs: (_haste, _idle, tuning) => tuning.keepAliveIntervalNs },
  },
};
