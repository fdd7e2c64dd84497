/** Outputs leave unacknowledged while the request to arm is out. Shows with: a request that takes its time. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const aloneWhileArming: Mutant = {
  id: "alone-while-arming",
  row: "19",
  about: "outputs leave unacknowledged while the request to arm is out",
  situation: "a request that takes its time",
  property: "output-rule",
  scenario: "vmotion-under-load",
  parts: {
    ...standardParts,
    outputGate: { ...standardParts.outputGate, winners: (owner, phase) => (phase === "asking-arm" ? [] : owner.links) },
  },
};
