/** The grant does not make the winner sole writer: that comes with its next request. Shows with: a write of the old primary is held until its successor's to the same block is done. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const fenceAfterGoLive: Mutant = {
  id: "fence-after-go-live",
  row: "20",
  about: "the grant does not make the winner sole writer: that comes with its next request",
  situation: "a write of the old primary is held until its successor's to the same block is done",
  property: "disk-consistent",
  scenario: "delayed-write",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "delayed-write",
        target: "primary",
        at: 2_900_000_000,
        forNs: 100_000_000,
        holdNs: 5_000_000_000,
      } as Fault,
      { kind: "crash", target: "primary", at: 3_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: {
    ...standardParts,
    arbiter: {
      ...standardParts.arbiter,
      fence: ({ owner }, { kind }, writer) => (kind === "live" ? writer : owner),
      mayWrite: (by, writer, { owner }) => by === writer || by === owner,
    },
  },
};
