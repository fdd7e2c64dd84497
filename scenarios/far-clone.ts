import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { moveToFarClone, settledMs } from "./schedules.ts";

export const farClone = kvScenario({
  name: "far-clone",
  claim: "the backup moves to a host that is far away, and the primary dies: what the clone lacks has not left",
  tags: [],
  hosts: ["A", "B", "C"],
  defaults: { clients: 4, think: 50, seconds: 8, quiet: 8 },
  schedule: (_topology, untilNs) =>
    milliseconds(settledMs, Math.floor(untilNs / 1_000_000) - 3000).chain(moveToFarClone),
});
