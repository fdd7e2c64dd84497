/** A primary whose guest does nothing says nothing. Shows with: a guest that halts with interrupts off. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const noKeepAlive: Mutant = {
  id: "no-keep-alive",
  row: "13",
  about: "a primary whose guest does nothing says nothing",
  situation: "a guest that halts with interrupts off",
  property: "no-false-failover",
  scenario: "idle-guest",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 5_000_000_000, guard: "whenProtected" }],
  },
  parts: { ...standardParts, logSender: { ...standardParts.logSender, keepAliveNs: () => Infinity } },
};
