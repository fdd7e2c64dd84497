/** A primary that suspects its backup releases held outputs before the arbiter said yes. Shows with: a one-way cut. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const releasedWhileAsking: Mutant = {
  id: "released-while-asking",
  row: "16",
  about: "a primary that suspects its backup releases held outputs before the arbiter said yes",
  situation: "a one-way cut",
  property: "output-rule",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "partition",
        target: "backup>primary",
        at: 3_000_000_000,
        forNs: 3_000_000_000,
        guard: "whenProtected",
      } as Fault,
      { kind: "storage-unreachable", target: "primary", at: 3_000_000_000, forNs: 3_000_000_000 } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      winners: (owner, phase) => (phase === "asking-alone" ? [] : owner.links),
    },
  },
};
