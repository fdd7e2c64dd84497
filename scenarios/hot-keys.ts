import fc from "fast-check";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless } from "./schedules.ts";

export const hotKeys = kvScenario({
  name: "hot-keys",
  claim: "many clients compare and set the same few keys at the same time: no update is lost",
  defaults: { seconds: 6, quiet: 8, clients: 4, think: 20 },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        fc.oneof(fc.constant([]), crashOfPrimary(untilNs)),
        anyFaults(topology, untilNs, regime, 2, isHarmless, swarm),
      )
      .map((parts) => parts.flat()),
});
