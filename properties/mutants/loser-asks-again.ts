/** A backup that lost takes the record as it now is and asks against that. Shows with: primary and backup cut from each other, and the primary wins. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const loserAsksAgain: Mutant = {
  id: "loser-asks-again",
  row: "14",
  about: "a backup that lost takes the record as it now is and asks against that",
  situation: "primary and backup cut from each other, and the primary wins",
  property: "single-live",
  scenario: "contested",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "partition",
        target: "primary-backup",
        at: 3_000_000_000,
        forNs: 6_000_000_000,
        guard: "whenProtected",
      } as Fault,
      { kind: "stale-mac", target: "switch", at: 3_000_000_000, forNs: 6_000_000_000 } as Fault,
      { kind: "storage-unreachable", target: "backup", at: 3_000_000_000, forNs: 2_300_000_000 } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    arbiterClient: { ...standardParts.arbiterClient, mayAskLive: () => true },
    losing: {
      afterNo: (kind, asker, record) =>
        kind === "live" ? "resume" : standardParts.losing.afterNo(kind, asker, record),
    },
  },
};
