import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless, settledMs } from "./schedules.ts";

const millisecond = 1_000_000;

/** The primary dies at a step of an epoch's life. */
function crashInEpoch(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return fc
    .record({
      at: milliseconds(settledMs, Math.floor(untilNs / millisecond)),
      step: fc.constantFrom("sent", "heard-acknowledgement", "released"),
      when: fc.constantFrom("before", "after"),
      count: fc.integer({ min: 1, max: 20 }),
    })
    .map((chosen) => [{ kind: "crash-at-step", target: "primary", guard: "whenProtected", ...chosen } as Fault]);
}

export const checkpointStrategy = guestScenario("wal", "kv", {
  name: "checkpoint-strategy",
  claim: "the backup gets the state epoch by epoch instead of the log, and clients cannot tell the difference",
  // So many requests that most epochs have outputs to carry.
  defaults: { think: 100 },
  vm: { strategy: "checkpoint" },
  schedule: (topology, untilNs, regime, swarm) =>
    fc
      .tuple(
        fc.oneof(crashOfPrimary(untilNs), crashInEpoch(untilNs)),
        anyFaults(topology, untilNs, regime, 3, isHarmless, swarm),
      )
      .map((parts) => parts.flat()),
});
