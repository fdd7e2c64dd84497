/** The backup counts in blocks of units, as a replayer that stops at branches only, and delivers inputs at the end of one. Shows with: any interrupt while the guest executes. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

const BLOCK_UNITS = 8;

export const interruptAtBlockEnd: Mutant = {
  id: "interrupt-at-block-end",
  row: "1",
  about:
    "the backup counts in blocks of units, as a replayer that stops at branches only, and delivers inputs at the end of one",
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
      position: (entry) =>
        entry.body.kind === "input" ? Math.ceil(entry.position / BLOCK_UNITS) * BLOCK_UNITS : entry.position,
    },
  },
};
