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
  parts: { ...standardParts, outputGate: { ...standardParts.outputGate, mayLeave: () => true } },
};
