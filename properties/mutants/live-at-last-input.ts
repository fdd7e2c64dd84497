/** The backup goes live at the last input that it has, not at the last entry. Shows with: the primary dies after an output whose entry came later than the last input's. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const liveAtLastInput: Mutant = {
  id: "live-at-last-input",
  row: "5",
  about: "the backup goes live at the last input that it has, not at the last entry",
  situation: "the primary dies after an output whose entry came later than the last input's",
  property: "single-history",
  scenario: "last-word",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      { kind: "slow-cpu", target: "backup", at: 2_000_000_000, forNs: 4_000_000_000, perMille: 1 } as Fault,
      {
        kind: "crash-at-step",
        target: "primary",
        step: "released",
        when: "after",
        count: 1,
        at: 3_000_000_000,
        guard: "whenProtected",
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    goLive: {
      ...standardParts.goLive,
      drained: ({ queue, head }) => !queue.slice(head).some(({ body }) => body.kind === "input"),
    },
  },
};
