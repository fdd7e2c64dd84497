/** The backup reads time from its own host instead of the log. Shows with: hosts with different clocks: any read of the time. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const tscFromLocalHost: Mutant = {
  id: "tsc-from-local-host",
  row: "2",
  about: "the backup reads time from its own host instead of the log",
  situation: "hosts with different clocks: any read of the time",
  property: "replay-identical",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "B", at: 1_000_000_000 }],
  },
  parts: { ...standardParts, delivery: { ...standardParts.delivery, guestNs: (_logged, localNs) => localNs } },
};
