import fc from "fast-check";
import { guestScenario } from "./guest-scenario.ts";
import type { Topology } from "../sim/topology.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless, ofAnyVm } from "./schedules.ts";
import { sharing } from "./tenants.ts";

const one = guestScenario("kv", "kv", {
  name: "crowded-hosts",
  claim: "hosts with room for two replicas each hold three VMs: who loses its backup finds the host that has room left",
  hosts: ["A", "B", "C", "D", "E"],
  defaults: { clients: 1 },
  schedule: () => fc.constant([]),
});

/** E is empty. When a host dies, one of those that are left is full, and another is the survivor's own. */
function topologyOf(settings: Parameters<Scenario["topology"]>[0]): Topology {
  const all = sharing(Array.from({ length: 3 }, () => one.topology(settings)));
  const places = [
    { primary: "A", backup: "B" },
    { primary: "B", backup: "C" },
    { primary: "C", backup: "D" },
  ] as const;
  return {
    ...all,
    vms: all.vms.map((vm, index) => ({ ...vm, ...places[index]! })),
    hosts: all.hosts.map((host) => ({ ...host, ramBytes: 2 * all.vms[0]!.machine.ramBytes })),
  };
}

export const crowdedHosts: Scenario = {
  ...one,
  topology: topologyOf,
  schedule(settings, regime, swarm) {
    const topology = topologyOf(settings);
    const untilNs = one.faultyNs(settings);
    return fc
      .tuple(ofAnyVm(topology, crashOfPrimary(untilNs)), anyFaults(topology, untilNs, regime, 3, isHarmless, swarm))
      .map((parts) => parts.flat());
  },
};
