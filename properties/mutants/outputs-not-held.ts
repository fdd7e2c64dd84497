/** Outputs wait for nothing. Shows with: any output. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const outputsNotHeld: Mutant = {
  id: "outputs-not-held",
  row: "4",
  about: "outputs wait for nothing",
  situation: "any output",
  property: "output-rule",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [],
  },
  parts: { ...standardParts, outputGate: { ...standardParts.outputGate, mayLeave: () => true } },
};
