import fc from "fast-check";
import { faultKinds } from "../sim/faults/index.ts";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, isHarmless } from "./schedules.ts";

export const rollingHosts = kvScenario({
  name: "rolling-hosts",
  claim: "every host in turn is lost and comes back, as in an upgrade; the service outlives them all",
  hosts: ["A", "B", "C"],
  defaults: { seconds: 26 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        faultKinds.get("rolling-loss")!.arbitrary(topology, untilNs, regime),
        anyFaults(topology, untilNs, regime, 3, isHarmless, swarm),
      )
      .map(([rolling, others]) => [rolling, ...others]),
});
