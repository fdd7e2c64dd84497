import { kvScenario } from "./kv-scenario.ts";
import { anyFaults } from "./schedules.ts";

const kinds = ["partition", "partition-flapping", "isolate", "pause", "clock-freeze", "link-clog", "swizzle-clog"];
const aside = ["arbiter-reply-lost", "arbiter-slow", "arbiter-request-repeated", "link-delay"];

export const splitBrain = kvScenario({
  name: "split-brain",
  claim: "primary and backup lose sight of each other, each alive and in reach of storage: one lives, one halts",
  defaults: { seconds: 10, quiet: 9 },
  schedule: (topology, untilNs, regime, swarm) =>
    anyFaults(topology, untilNs, regime, 6, ({ name }) => kinds.includes(name) || aside.includes(name), swarm),
});
