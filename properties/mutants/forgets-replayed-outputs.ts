/** The winner does not send what its replay produced since the last release note. Shows with: the primary dies between an output's entry and its release. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const forgetsReplayedOutputs: Mutant = {
  id: "forgets-replayed-outputs",
  row: "8",
  about: "the winner does not send what its replay produced since the last release note",
  situation: "the primary dies between an output's entry and its release",
  property: "no-lost-output",
  scenario: "last-word",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "crash-at-step",
        target: "primary",
        step: "heard-acknowledgement",
        when: "before",
        count: 8,
        at: 3_000_000_000,
        guard: "whenProtected",
      } as Fault,
    ],
  },
  parts: { ...standardParts, goLive: { ...standardParts.goLive, outputsToSend: () => [] } },
};
