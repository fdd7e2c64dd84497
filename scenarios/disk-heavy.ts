import fc from "fast-check";
import type { Fault, Regime } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { withVms } from "../sim/topology.ts";
import { guestScenario } from "./guest-scenario.ts";
import type { Scenario, Setting, Settings } from "./scenario.ts";
import { anyFaults, crashOfPrimary, droppedBackup, isHarmless, jittery, settledMs } from "./schedules.ts";

/** Of a disk of spindles: operations overlap in time, and the guest is not kept from everything else by checking them. */
export const spindles = { baseNs: 30_000_000, jitterNs: 50_000_000, tailPerMille: 2, tailNs: 100_000_000 };

/** The backup's own disk falls behind the log, so that what overlaps is under way together. */
function slowOwnDisk(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  const slow = fc.record({ at: milliseconds(0, settledMs), jitterNs: milliseconds(100, 400) });
  return fc.oneof(
    fc.constant([]),
    slow.map(({ at, jitterNs }): readonly Fault[] => [jittery("B", at, untilNs - at, jitterNs)]),
  );
}

/** What the primary's disk refuses must not be on the backup's own either. */
function refusedWrites(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  const full = fc.record({ at: milliseconds(0, Math.floor(untilNs / 2_000_000)), forNs: milliseconds(500, 3000) });
  return full.map((chosen): readonly Fault[] => [{ kind: "disk-full", target: "primary", ...chosen } as Fault]);
}

const base = guestScenario("disk", "disk", {
  name: "disk-heavy",
  claim:
    "a guest with overlapping reads and writes under way all the time reads what it wrote, before and after failover",
  defaults: { seconds: 8, quiet: 8, clients: 1 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        crashOfPrimary(untilNs),
        anyFaults(topology, untilNs, regime, 3, (kind) => kind.family === "disk" || isHarmless(kind), swarm),
      )
      .map((parts) => parts.flat()),
});

function lateOrRefused(untilNs: number, regime: Regime): fc.Arbitrary<readonly Fault[]> {
  const late = slowOwnDisk(untilNs);
  return regime === "bounded" ? late : fc.oneof(late, refusedWrites(untilNs));
}

export const choice = (name: string, about: string): Setting => ({
  name,
  about,
  unit: "0 or 1",
  min: 0,
  max: 1,
  byDefault: 0,
});

export const diskHeavy: Scenario = {
  ...base,
  settings: [
    ...base.settings,
    choice("backup-reads", "the backup reads the disk itself"),
    choice("own-disks", "each host has a disk of its own"),
  ],
  topology: (settings: Settings) => ({
    ...withVms(base.topology(settings), () => ({
      backupReads: settings["backup-reads"] === 1,
      disks: settings["own-disks"] === 1 ? "non-shared" : "shared",
    })),
    diskLatency: spindles,
  }),
  schedule(settings, regime, swarm) {
    const untilNs = base.faultyNs(settings);
    const none = fc.constant<readonly Fault[]>([]);
    return fc
      .tuple(
        base.schedule(settings, regime, swarm),
        settings["own-disks"] === 1 ? lateOrRefused(untilNs, regime) : none,
        settings["backup-reads"] === 1 ? fc.oneof(none, droppedBackup(untilNs)) : none,
      )
      .map((parts) => parts.flat());
  },
  vary: () =>
    fc.record({ "backup-reads": fc.integer({ min: 0, max: 1 }), "own-disks": fc.integer({ min: 0, max: 1 }) }),
};
