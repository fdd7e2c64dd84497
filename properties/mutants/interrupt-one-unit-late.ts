/** The backup delivers an input one unit after the position in the log. Shows with: any interrupt while the guest executes. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const interruptOneUnitLate: Mutant = {
  id: "interrupt-one-unit-late",
  row: "1",
  about: "the backup delivers an input one unit after the position in the log",
  situation: "any interrupt while the guest executes",
  property: "replay-identical",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "B", at: 1_000_000_000 }],
  },
  parts: {
    ...standardParts,
    delivery: {
      ...standardParts.delivery,
      position: (entry) => (entry.body.kind === "input" ? entry.position + 1 : entry.position),
    },
  },
};
