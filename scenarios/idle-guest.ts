import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults } from "./schedules.ts";

const usual = guestScenario("idle", null, {
  name: "idle-guest",
  claim: "a guest that does nothing, not even take interrupts, causes no failover",
  schedule: (topology, untilNs, regime) =>
    fc.oneof(
      fc.constant([]),
      anyFaults(topology, untilNs, regime, 2, ({ name }) => name === "link-delay" || name === "wall-jump"),
    ),
});

export const idleGuest: Scenario = {
  ...usual,
  /** Delays far below the detector's timeout, and no fault that would excuse a failover: keep-alives must leave room for them. */
  vary: () => fc.oneof(fc.constant({}), fc.record({ jitter: fc.integer({ min: 50_000, max: 300_000 }) })),
};
