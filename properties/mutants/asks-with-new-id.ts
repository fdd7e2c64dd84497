/** A repeated request has another id, so a winner whose reply was lost is told that it is too late, and halts. Shows with: the arbiter's reply is lost. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const asksWithNewId: Mutant = {
  id: "asks-with-new-id",
  row: "18",
  about: "a repeated request has another id, so a winner whose reply was lost is told that it is too late, and halts",
  situation: "the arbiter's reply is lost",
  property: "no-total-loss",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      { kind: "arbiter-reply-lost", target: "backup", at: 3_000_000_000, count: 1 } as Fault,
      { kind: "crash", target: "primary", at: 4_000_000_000, guard: "whenProtected" },
    ],
  },
  parts: {
    ...standardParts,
    arbiterClient: { ...standardParts.arbiterClient, again: (request) => ({ ...request, id: `${request.id}'` }) },
  },
};
