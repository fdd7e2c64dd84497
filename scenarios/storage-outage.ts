import fc from "fast-check";
import { milliseconds, startBefore } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary } from "./schedules.ts";

const kinds = ["storage-unreachable", "arbiter-slow", "arbiter-reply-lost", "arbiter-request-repeated", "disk-slow"];

export const storageOutage = kvScenario({
  name: "storage-outage",
  claim: "storage, and with it the arbiter, is out of reach when it is needed: who may live waits, and one does",
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        milliseconds(500, 6000).chain((forNs) =>
          fc.record({
            kind: fc.constant("storage-unreachable"),
            target: fc.constantFrom("primary", "backup", "all"),
            at: startBefore(untilNs, forNs),
            forNs: fc.constant(forNs),
          }),
        ),
        anyFaults(topology, untilNs, regime, 4, ({ name }) => kinds.includes(name), swarm),
        crashOfPrimary(untilNs),
      )
      .map(([outage, others, crash]) => [outage, ...others, ...crash]),
});
