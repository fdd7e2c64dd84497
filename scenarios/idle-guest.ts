import fc from "fast-check";
import { guestNamed } from "./guests/guests.ts";
import { kvScenario } from "./kv-scenario.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults } from "./schedules.ts";

const base = kvScenario({
  name: "idle-guest",
  claim: "a guest that does nothing, not even take interrupts, causes no failover",
  schedule: (topology, untilNs, regime) =>
    fc.oneof(
      fc.constant([]),
      anyFaults(topology, untilNs, regime, 2, ({ name }) => name === "link-delay" || name === "wall-jump"),
    ),
});

export const idleGuest: Scenario = {
  ...base,
  topology(settings) {
    const topology = base.topology(settings);
    const { name, commandLine, ramBytes } = guestNamed("idle");
    return { ...topology, vm: { ...topology.vm, guest: name, commandLine, ramBytes }, clients: [] };
  },
};
