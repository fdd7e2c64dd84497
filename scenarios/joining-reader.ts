import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { withVms } from "../sim/topology.ts";
import { spindles } from "./disk-heavy.ts";
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

export const joiningReader: Scenario = {
  ...base,
  topology: (settings) => ({
    ...withVms(base.topology(settings), () => ({ backupReads: true })),
    diskLatency: spindles,
  }),
};
