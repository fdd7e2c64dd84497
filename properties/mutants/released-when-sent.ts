/** The primary replies once the log is sent, whether or not it was received. Shows with: any output. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const releasedWhenSent: Mutant = {
  id: "released-when-sent",
  row: "9",
  about: "the primary replies once the log is sent, whether or not it was received",
  situation: "any output",
  property: "output-rule",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [],
  },
  parts: {
    ...standardParts,
    outputGate: {
      ...standardParts.outputGate,
      winners: (owner) => owner.links.map((link) => ({ ...link, acknowledged: link.sent })),
    },
  },
};
