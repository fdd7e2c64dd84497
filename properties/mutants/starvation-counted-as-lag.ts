/** A backup that has executed all it was given, and starves for more, counts as late. Shows with: a guest that does nothing. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const starvationCountedAsLag: Mutant = {
  id: "starvation-counted-as-lag",
  row: "13",
  about: "a backup that has executed all it was given, and starves for more, counts as late",
  situation: "a guest that does nothing",
  property: "throttle-returned",
  scenario: "idle-guest",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "slow-cpu", target: "B", at: 0, forNs: 1_000_000_000, perMille: 1 } as Fault],
  },
  parts: {
    ...standardParts,
    throttle: {
      ...standardParts.throttle,
      isBehind: (position, horizon) => position <= horizon,
      lagNs: ([oldest], _position, nowNs) => (oldest ? nowNs - oldest.atNs : 0),
    },
  },
};
