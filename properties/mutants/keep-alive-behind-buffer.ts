/** Keep-alives wait until the receiver has room for the entries before them. Shows with: tiny buffers and a slow backup. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const keepAliveBehindBuffer: Mutant = {
  id: "keep-alive-behind-buffer",
  row: "12",
  about: "keep-alives wait until the receiver has room for the entries before them",
  situation: "tiny buffers and a slow backup",
  property: "no-false-failover",
  scenario: "tiny-buffers",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 3, think: 60, retry: 200 },
    regime: "bounded",
    schedule: [
      { kind: "slow-cpu", target: "backup", perMille: 1, at: 2_000_000_000, forNs: 2_600_000_000 } as Fault,
      { kind: "crash", target: "primary", at: 5_900_000_000, guard: "whenProtected" },
    ],
  },
  parts: {
    ...standardParts,
    logSender: {
      ...standardParts.logSender,
      keepAliveNs: (saidNs, unsent, tuning) => (unsent ? Infinity : saidNs + tuning.keepAliveIntervalNs),
    },
  },
};
