import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary } from "./schedules.ts";

export const slowBackup = kvScenario({
  name: "slow-backup",
  claim: "the backup's host is slower: the primary is held back to it, and a failover still drains in time",
  defaults: { "backup-speed": 700, clients: 4, think: 80, speed: 1_000_000 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        anyFaults(
          topology,
          untilNs,
          regime,
          4,
          ({ name }) => ["slow-cpu", "cpu-share", "link-delay"].includes(name),
          swarm,
        ),
        crashOfPrimary(untilNs),
      )
      .map((parts) => parts.flat()),
});
