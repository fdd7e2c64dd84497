import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const racer = guestScenario("racer", "racer", {
  name: "racer",
  claim: "a guest that does all it can to make replay diverge is replayed all the same",
  // Every read of a clock is a log entry: a faster guest makes more of them, not other ones.
  defaults: { seconds: 8, quiet: 8, think: 100, speed: 100_000 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        fc.oneof(fc.constant([]), crashOfPrimary(untilNs)),
        anyFaults(topology, untilNs, regime, 3, (kind) => isHarmless(kind) || kind.name === "slow-cpu", swarm),
      )
      .map((parts) => parts.flat()),
});
