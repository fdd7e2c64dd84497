/** The backup goes live without executing what it acknowledged. Shows with: the primary dies while the backup lags. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const liveBeforeDrained: Mutant = {
  id: "live-before-drained",
  row: "11",
  about: "the backup goes live without executing what it acknowledged",
  situation: "the primary dies while the backup lags",
  property: "single-history",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 10, quiet: 8 },
    regime: "bounded",
    schedule: [
      { kind: "slow-cpu", target: "backup", at: 4_000_000_000, forNs: 4_000_000_000, perMille: 1 } as Fault,
      { kind: "crash", target: "primary", at: 5_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, goLive: { ...standardParts.goLive, drained: () => true } },
};
