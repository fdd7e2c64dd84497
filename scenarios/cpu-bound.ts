import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const cpuBound = guestScenario("cpu", "cpu", {
  name: "cpu-bound",
  claim: "a guest that computes all the time, and hardly talks, goes on from where it was",
  defaults: { seconds: 8, quiet: 8, clients: 1, speed: 500_000 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(crashOfPrimary(untilNs), anyFaults(topology, untilNs, regime, 3, isHarmless, swarm))
      .map((parts) => parts.flat()),
});
