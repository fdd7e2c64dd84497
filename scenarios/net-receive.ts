import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const netReceive = guestScenario("netrx", "netrx", {
  name: "net-receive",
  claim: "datagrams come in bursts: the guest gets the same ones, in the same order, on both sides",
  defaults: { seconds: 10, quiet: 8, clients: 1, think: 100 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(crashOfPrimary(untilNs), anyFaults(topology, untilNs, regime, 3, isHarmless, swarm))
      .map((parts) => parts.flat()),
});
