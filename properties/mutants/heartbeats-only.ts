/** Silence of the log path raises no suspicion. Shows with: the log path cut alone. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const heartbeatsOnly: Mutant = {
  id: "heartbeats-only",
  row: "12",
  about: "silence of the log path raises no suspicion",
  situation: "the log path cut alone",
  property: "failover-bounded",
  scenario: "one-path-cut",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "partition",
        target: "primary-backup",
        path: "log",
        at: 2_000_000_000,
        forNs: 6_000_000_000,
        guard: "whenProtected",
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    detector: {
      ...standardParts.detector,
      silence: ({ heartbeatNs }, nowNs) => ({ path: "heartbeat", silentNs: nowNs - heartbeatNs }),
    },
  },
};
