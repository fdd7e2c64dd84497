import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";

/** Before the backup can be live. */
const detectionMs = 1500;
const pauseMs = 9000;

export const lostAnnouncement = kvScenario({
  name: "lost-announcement",
  claim: "the switch learns nothing when the winner announces itself: it announces again, until it is found",
  keepsMac: true,
  schedule: (_topology, untilNs) =>
    fc
      .record({ at: milliseconds(2000, Math.floor(untilNs / 1_000_000) - 9000), forNs: milliseconds(1000, 3000) })
      .map(({ at, forNs }): readonly Fault[] => [
        // A dead host takes its link down, and the switch forgets it; one that stands still keeps the frames for itself.
        { kind: "pause", target: "primary", guard: "whenProtected", at, forNs: pauseMs * 1_000_000 },
        { kind: "stale-mac", target: "switch", at: at + detectionMs * 1_000_000, forNs },
      ]),
});
