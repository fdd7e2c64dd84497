import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults, crashOfPrimary } from "./schedules.ts";

const base = guestScenario("cpu", "cpu", {
  name: "starved-backup",
  claim: "a guest that always computes is held back to a slower backup, and no further; a failover drains in time",
  defaults: { speed: 300_000, "backup-speed": 700, think: 400 },
  schedule(topology, untilNs, regime, swarm) {
    // A backup that is slow for a while: what it took from the primary must come back.
    const slow = fc
      .record({
        at: milliseconds(2000, 4000),
        forNs: milliseconds(1000, 3000),
        perMille: fc.integer({ min: 300, max: 800 }),
      })
      .map((chosen): readonly Fault[] => [{ kind: "slow-cpu", target: "backup", ...chosen } as Fault]);
    return fc
      .tuple(
        fc.oneof(fc.constant<readonly Fault[]>([]), slow),
        anyFaults(topology, untilNs, regime, 2, ({ name }) => name === "link-delay" || name === "cpu-share", swarm),
        fc.oneof(fc.constant<readonly Fault[]>([]), crashOfPrimary(untilNs)),
      )
      .map((parts) => parts.flat());
  },
});

export const starvedBackup: Scenario = {
  ...base,
  vary: () => fc.record({ "backup-speed": fc.integer({ min: 600, max: 1200 }) }),
};
