import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const checkpointStrategy = guestScenario("wal", "kv", {
  name: "checkpoint-strategy",
  claim: "the backup gets the state epoch by epoch instead of the log, and clients cannot tell the difference",
  // Not in the campaign: claims about outputs take a backup to have made them itself, and the bound on delay knows no epochs.
  tags: [],
  world: { strategy: "checkpoint" },
  schedule: (topology, untilNs, regime) =>
    fc.tuple(crashOfPrimary(untilNs), anyFaults(topology, untilNs, regime, 3, isHarmless)).map((parts) => parts.flat()),
});
