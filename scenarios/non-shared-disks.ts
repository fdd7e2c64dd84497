import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashAfterSplit, crashOfPrimary, isHarmless } from "./schedules.ts";

export const nonSharedDisks = guestScenario("wal", "kv", {
  name: "non-shared-disks",
  claim:
    "each host has a disk of its own, the arbiter alone is shared: the survivor's copy holds all that was promised",
  hosts: ["A", "B", "C"],
  vm: { disks: "non-shared" },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        fc.oneof(crashOfPrimary(untilNs), crashAfterSplit(untilNs)),
        anyFaults(topology, untilNs, regime, 3, isHarmless, swarm),
      )
      .map((parts) => parts.flat()),
});
