/** The winner takes disk writes for done that the release note covers. Shows with: a write under way while a later frame leaves, and the primary dies. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const noteCoversWrites: Mutant = {
  id: "note-covers-writes",
  row: "8",
  about: "the winner takes disk writes for done that the release note covers",
  situation: "a write under way while a later frame leaves, and the primary dies",
  property: "converges",
  scenario: "delayed-write",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "delayed-write",
        target: "primary",
        at: 2_400_000_000,
        forNs: 600_000_000,
        holdNs: 5_000_000_000,
      } as Fault,
      { kind: "crash", target: "primary", at: 3_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: {
    ...standardParts,
    goLive: {
      ...standardParts.goLive,
      operationsToIssue: (started, { handedOver }) =>
        started.filter(({ made }) => made === null || made.output > handedOver),
    },
  },
};
