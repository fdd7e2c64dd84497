/** A primary that suspects its backup releases held outputs before the arbiter said yes. Shows with: a one-way cut. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const releasedWhileAsking: Mutant = {
  id: "released-while-asking",
  row: "16",
  about: "a primary that suspects its backup releases held outputs before the arbiter said yes",
  situation: "a one-way cut",
  property: "output-rule",
  scenario: "failover-kv",
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      winners: (owner, phase) => (phase === "asking-alone" ? [] : owner.links),
    },
  },
};
