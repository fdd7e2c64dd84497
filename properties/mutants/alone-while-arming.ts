/** Outputs leave unacknowledged while the request to arm is out. Shows with: a request that takes its time. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const aloneWhileArming: Mutant = {
  id: "alone-while-arming",
  row: "19",
  about: "outputs leave unacknowledged while the request to arm is out",
  situation: "a request that takes its time",
  property: "output-rule",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 2, think: 100 },
    regime: "bounded",
    schedule: [
      { kind: "move", target: "backup", at: 3_000_000_000 },
      {
        kind: "arbiter-slow",
        target: "storage",
        at: 3_000_000_000,
        forNs: 2_000_000_000,
        lateNs: 500_000_000,
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    outputGate: { ...standardParts.outputGate, winners: (owner, phase) => (phase === "asking-arm" ? [] : owner.links) },
  },
};
