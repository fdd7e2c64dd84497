/** Silence of the log path raises no suspicion. Shows with: the log path cut alone. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const heartbeatsOnly: Mutant = {
  id: "heartbeats-only",
  row: "12",
  about: "silence of the log path raises no suspicion",
  situation: "the log path cut alone",
  property: "failover-bounded",
  scenario: "one-path-cut",
  parts: {
    ...standardParts,
    detector: {
      ...standardParts.detector,
      silence: ({ heartbeatNs }, nowNs) => ({ path: "heartbeat", silentNs: nowNs - heartbeatNs }),
    },
  },
};
