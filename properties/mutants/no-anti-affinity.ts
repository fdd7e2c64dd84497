/** A replica may go to a host that holds another one. Shows with: the backup's host fails and is back at once, and the operator moves the primary there. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const noAntiAffinity: Mutant = {
  id: "no-anti-affinity",
  row: "29",
  about: "a replica may go to a host that holds another one",
  situation: "the backup's host fails and is back at once, and the operator moves the primary there",
  property: "anti-affinity",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1, think: 400 },
    regime: "bounded",
    schedule: [
      { kind: "crash", target: "backup", at: 3_000_000_000, forNs: 300_000_000, guard: "whenProtected" },
      { kind: "move", target: "primary", at: 4_000_000_000, to: "backup" } as Fault,
    ],
  },
  parts: { ...standardParts, placement: { ...standardParts.placement, mayHold: () => true } },
};
