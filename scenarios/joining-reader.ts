import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { withVms } from "../sim/topology.ts";
import { choice, spindles } from "./disk-heavy.ts";
import { guestScenario } from "./guest-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { droppedBackup, jittery } from "./schedules.ts";

const base = guestScenario("disk", "disk", {
  name: "joining-reader",
  claim: "a backup that reads for itself joins while the guest reads and writes, and reads what the primary read",
  tags: [],
  defaults: { seconds: 8, quiet: 8, clients: 1 },
  schedule: (_topology, untilNs) =>
    fc
      .tuple(
        droppedBackup(untilNs),
        milliseconds(0, 200).map((jitterNs): readonly Fault[] => [jittery("B", 0, untilNs, jitterNs)]),
      )
      .map((parts) => parts.flat()),
});

/** What the primary's own disk refuses while it is copied must not be on the copy. */
function refusedWrites(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return milliseconds(0, Math.floor(untilNs / 2_000_000)).map((at): readonly Fault[] => [
    { kind: "disk-error", target: "primary", at, forNs: untilNs - at, fails: "write" } as Fault,
  ]);
}

export const joiningReader: Scenario = {
  ...base,
  settings: [...base.settings, choice("own-disks", "each host has a disk of its own")],
  topology: (settings) => ({
    ...withVms(base.topology(settings), () => ({
      backupReads: true,
      disks: settings["own-disks"] === 1 ? "non-shared" : "shared",
    })),
    diskLatency: spindles,
  }),
  schedule(settings, regime, swarm) {
    const joining = base.schedule(settings, regime, swarm);
    if (settings["own-disks"] !== 1 || regime === "bounded") return joining;
    return fc.tuple(joining, refusedWrites(base.faultyNs(settings))).map((parts) => parts.flat());
  },
  vary: () => fc.record({ "own-disks": fc.integer({ min: 0, max: 1 }) }),
};
