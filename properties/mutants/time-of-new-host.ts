/** The winner counts guest time from its own go-live. Shows with: any failover. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const timeOfNewHost: Mutant = {
  id: "time-of-new-host",
  row: "39",
  about: "the winner counts guest time from its own go-live",
  situation: "any failover",
  property: "time-monotonic",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" }],
  },
  parts: {
    ...standardParts,
    goLive: {
      ...standardParts.goLive,
      guestAheadNs(execution, nowNs) {
        execution.guestNs = 0;
        return 0 - nowNs;
      },
    },
  },
};
