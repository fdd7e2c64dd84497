/** The VM stands still while its memory is copied. Shows with: a clone over a slow link. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const stopAndCopy: Mutant = {
  id: "stop-and-copy",
  row: "23",
  about: "the VM stands still while its memory is copied",
  situation: "a clone over a slow link",
  property: "cut-bounded",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1, think: 400 },
    regime: "bounded",
    schedule: [
      {
        kind: "link-bandwidth",
        target: "A-C",
        path: "log",
        at: 2_800_000_000,
        forNs: 3_000_000_000,
        bitsPerSecond: 250_000,
        queueNs: 2_000_000_000,
      } as Fault,
      { kind: "move", target: "backup", at: 3_000_000_000 },
    ],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, runsWhileCopying: () => false } },
};
