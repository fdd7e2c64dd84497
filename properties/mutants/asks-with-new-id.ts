/** A repeated request has another id, so a winner whose reply was lost is told that it is too late, and halts. Shows with: the arbiter's reply is lost. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const asksWithNewId: Mutant = {
  id: "asks-with-new-id",
  row: "18",
  about: "a repeated request has another id, so a winner whose reply was lost is told that it is too late, and halts",
  situation: "the arbiter's reply is lost",
  property: "no-total-loss",
  scenario: "failover-kv",
  parts: {
    ...standardParts,
    arbiterClient: { ...standardParts.arbiterClient, again: (request) => ({ ...request, id: `${request.id}'` }) },
  },
};
