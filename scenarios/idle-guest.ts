import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults } from "./schedules.ts";

export const idleGuest = guestScenario("idle", null, {
  name: "idle-guest",
  claim: "a guest that does nothing, not even take interrupts, causes no failover",
  schedule: (topology, untilNs, regime, swarm) =>
    fc.oneof(
      fc.constant([]),
      anyFaults(topology, untilNs, regime, 2, ({ name }) => name === "link-delay" || name === "wall-jump", swarm),
    ),
});
