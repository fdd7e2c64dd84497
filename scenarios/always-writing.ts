import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, isHarmless, settledMs } from "./schedules.ts";

const millisecond = 1_000_000;
/** Slower than the guest: some operation is always under way. */
const diskLatency = { baseNs: 80 * millisecond, jitterNs: 80 * millisecond, tailPerMille: 0, tailNs: 0 };

export const alwaysWriting = guestScenario("disk", "disk", {
  name: "always-writing",
  claim: "a guest of which some write is always under way gets a new backup, and its replicas move, all the same",
  // Not in the campaign: a run takes seconds of wall time.
  tags: [],
  hosts: ["A", "B", "C"],
  defaults: { seconds: 10, quiet: 10, clients: 1 },
  world: { diskLatency },
  schedule(topology, untilNs, regime, swarm) {
    const lastMs = Math.floor(untilNs / millisecond) - 3000;
    const change = fc
      .record({ at: milliseconds(settledMs, lastMs), target: fc.constantFrom("primary", "backup"), dies: fc.boolean() })
      .map(({ at, target, dies }): Fault =>
        dies ? { kind: "crash", at, target, guard: "whenProtected" } : { kind: "move", at, target },
      );
    return fc
      .tuple(
        fc.array(change, { minLength: 1, maxLength: 2 }),
        anyFaults(topology, untilNs, regime, 2, isHarmless, swarm),
      )
      .map((parts) => parts.flat());
  },
});
