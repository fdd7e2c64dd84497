/** Outputs leave when their epoch is sent, not when it is acknowledged. Shows with: any output of the strategy `checkpoint`. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const releasedInEpoch: Mutant = {
  id: "released-in-epoch",
  row: "C",
  about: "outputs leave when their epoch is sent, not when it is acknowledged",
  situation: "any output",
  property: "output-rule",
  scenario: "checkpoint-strategy",
  shown: { seed: 1, settings: { seconds: 6, quiet: 8, think: 400, clients: 1 }, regime: "bounded", schedule: [] },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      winners: (owner) => owner.links.map((link) => ({ ...link, acknowledged: link.sent })),
    },
  },
};
