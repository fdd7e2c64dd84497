/** A backup that asked to go live takes its request for cancelled once it hears from the primary, and resumes. Shows with: the request lands, and the primary is heard before the answer. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const resumesAfterAsking: Mutant = {
  id: "resumes-after-asking",
  row: "17",
  about: "a backup that asked to go live takes its request for cancelled once it hears from the primary, and resumes",
  situation: "the request lands, and the primary is heard before the answer",
  property: "no-total-loss",
  scenario: "one-path-cut",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "partition",
        target: "primary>backup",
        path: "log",
        at: 3_000_000_000,
        forNs: 3_000_000_000,
        guard: "whenProtected",
      } as Fault,
      { kind: "arbiter-reply-lost", target: "backup", at: 3_000_000_000, count: 1 } as Fault,
    ],
  },
  parts: { ...standardParts, arbiterClient: { ...standardParts.arbiterClient, withdraws: () => true } },
};
