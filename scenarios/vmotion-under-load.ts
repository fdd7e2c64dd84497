import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, crashOfPrimary, settledMs } from "./schedules.ts";

export const vmotionUnderLoad = kvScenario({
  name: "vmotion-under-load",
  claim: "primary and backup move from host to host while clients ask and hosts die; no client notices a move",
  hosts: ["A", "B", "C"],
  defaults: { clients: 4, think: 40 },
  schedule(topology, untilNs, regime) {
    const move = fc.record({
      kind: fc.constant("move"),
      target: fc.constantFrom("primary", "backup"),
      at: milliseconds(settledMs, Math.floor(untilNs / 1_000_000)),
    });
    const aside = ["link-delay", "link-loss", "arbiter-reply-lost", "storage-unreachable", "slow-cpu"];
    return fc
      .tuple(
        fc.array(move, { minLength: 1, maxLength: 4 }),
        anyFaults(topology, untilNs, regime, 2, ({ name }) => aside.includes(name)),
        fc.oneof(fc.constant<readonly Fault[]>([]), crashOfPrimary(untilNs)),
      )
      .map((parts) => parts.flat());
  },
});
