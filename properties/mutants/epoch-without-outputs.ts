/** An epoch does not carry the outputs held back. Shows with: the primary dies when the backup has an epoch and its outputs
 * have not left. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const epochWithoutOutputs: Mutant = {
  id: "epoch-without-outputs",
  row: "C",
  about: "an epoch does not carry the outputs held back",
  situation: "the primary dies when the backup has an epoch whose outputs have not left",
  property: "no-lost-output",
  scenario: "checkpoint-strategy",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 400 },
    regime: "bounded",
    schedule: [
      {
        kind: "crash-at-step",
        target: "A",
        at: 4_000_000_000,
        guard: "whenProtected",
        step: "heard-acknowledgement",
        when: "before",
        count: 4,
      } as Fault,
    ],
  },
  parts: { ...standardParts, checkpoint: { ...standardParts.checkpoint, carried: ({ disk }) => ({ held: [], disk }) } },
};
