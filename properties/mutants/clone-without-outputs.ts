/** A clone gets the machine's state without the outputs that are held back at the cut. Shows with: a move of the primary
 * whose backup is far away, so that outputs wait for it; the destination never sends them. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const cloneWithoutOutputs: Mutant = {
  id: "clone-without-outputs",
  row: "23",
  about: "a clone gets the state without the outputs that are held back at the cut",
  situation: "the primary moves while outputs wait for a backup far away",
  property: "no-lost-output",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 8, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "link-delay",
        target: "primary-backup",
        path: "log",
        at: 2_800_000_000,
        forNs: 1_500_000_000,
        delayNs: 50_000_000,
        jitterNs: 0,
        tailPerMille: 0,
        tailNs: 0,
      } as Fault,
      { kind: "move", at: 3_000_000_000, target: "primary" },
    ],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, carried: ({ disk }) => ({ held: [], disk }) } },
};
