import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const netTransmit = guestScenario("nettx", "nettx", {
  name: "net-transmit",
  claim: "the guest sends datagrams in bursts, each of them held until its entry is acknowledged",
  defaults: { seconds: 10, quiet: 8, clients: 1, think: 200 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(crashOfPrimary(untilNs), anyFaults(topology, untilNs, regime, 3, isHarmless, swarm))
      .map((parts) => parts.flat()),
});
