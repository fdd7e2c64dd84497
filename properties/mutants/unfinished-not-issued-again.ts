/** The winner takes disk operations that were started for done. Shows with: a write held in the storage network while its
 * primary dies: the guest waits for its completion for ever. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const unfinishedNotIssuedAgain: Mutant = {
  id: "unfinished-not-issued-again",
  row: "34",
  about: "disk operations without a completion are not issued again at go-live",
  situation: "the primary dies while a write is under way",
  property: "converges",
  scenario: "delayed-write",
  shown: {
    seed: 1,
    settings: { seconds: 10, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "delayed-write",
        target: "primary",
        at: 3_600_000_000,
        forNs: 400_000_000,
        holdNs: 5_000_000_000,
      } as Fault,
      { kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: { ...standardParts, goLive: { ...standardParts.goLive, operationsToIssue: () => [] } },
};
