/**
 * While its disk is copied, a write that failed on the owner's goes to the copy all the same. Shows with: a backup that
 * reads for itself joins while writes fail.
 */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const failedWriteCopied: Mutant = {
  id: "failed-write-copied",
  row: "37",
  about: "a write that failed on the owner's disk goes to the copy that a new backup gets",
  situation: "writes fail while a backup that reads for itself joins",
  property: "replay-identical",
  scenario: "joining-reader",
  shown: {
    seed: 8_810_767_663_076_226,
    settings: { seconds: 8, quiet: 8, "own-disks": 1 },
    regime: "unbounded",
    schedule: [
      {
        kind: "partition",
        target: "backup>primary",
        path: "heartbeat",
        at: 2_000_000_000,
        guard: "whenProtected",
        forNs: 2_203_000_000,
      } as Fault,
      { kind: "disk-error", target: "primary", at: 2_699_000_000, forNs: 2_700_000_000, fails: "write" } as Fault,
    ],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, copiesWrite: () => true } },
};
