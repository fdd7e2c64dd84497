/**
 * A primary that stands still for its move takes the operator's orders, and logs them after the cut. Shows with: a backup
 * far away, for whose word the move waits, and an order meanwhile.
 */
import { standardParts } from "../../core/ft/parts.ts";
import { slower } from "../../scenarios/schedules.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const ordersAtCut: Mutant = {
  id: "orders-at-cut",
  row: "30",
  about: "a primary that has stopped at the cut of its move still takes orders, and logs them",
  situation: "the operator has an order for a VM that stands still for its move",
  property: "log-intact",
  scenario: "vmotion-under-load",
  shown: {
    seed: 1,
    settings: { seconds: 12, quiet: 12 },
    regime: "bounded",
    schedule: [
      slower("primary-backup", 2_800_000_000, 1_500_000_000, 50_000_000),
      { kind: "move", at: 3_000_000_000, target: "primary" },
      { kind: "cpu-share", at: 3_050_000_000, target: "primary", perMille: 900 } as Fault,
    ],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, takesOrders: () => true } },
};
