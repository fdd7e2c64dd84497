import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary } from "./schedules.ts";

export const clockChaos = kvScenario({
  name: "clock-chaos",
  claim: "hosts' clocks drift, freeze and jump: the guest's time never runs backwards, nobody dies without cause",
  defaults: { seconds: 11, quiet: 8 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        anyFaults(topology, untilNs, regime, 6, ({ family }) => family === "clock", swarm),
        crashOfPrimary(untilNs),
      )
      .map((parts) => parts.flat()),
});
