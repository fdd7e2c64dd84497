import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary } from "./schedules.ts";

export const lossyNetwork = kvScenario({
  name: "lossy-network",
  claim: "every link loses, doubles, spoils, splits and delays packets all the time, and links get worse for a while",
  defaults: { loss: 20_000, duplicate: 10_000, corrupt: 2000, replay: 2000, split: 20_000, jitter: 2000, retry: 100 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        anyFaults(
          topology,
          untilNs,
          regime,
          5,
          ({ name }) => name.startsWith("link-") || name.startsWith("stream-"),
          swarm,
        ),
        crashOfPrimary(untilNs),
      )
      .map((parts) => parts.flat()),
});
