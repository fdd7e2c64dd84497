/** What a scenario is also run as, so that disks and both strategies are held against the model. */
import { guestNamed } from "../../../scenarios/guests/guests.ts";
import type { Scenario } from "../../../scenarios/scenario.ts";
import type { Topology } from "../../../sim/topology.ts";

/** A server that writes what it acknowledges to a shared disk; it speaks the protocol of the one that it replaces. */
function writing(topology: Topology): Topology {
  const { name, commandLine, ramBytes, diskSectors } = guestNamed("wal");
  const vm = { ...topology.vm, guest: name, commandLine, ramBytes, diskSectors };
  return { ...topology, vm, disks: "shared", backupReads: false, strategy: "replay" };
}

const changes: readonly ((topology: Topology) => Topology)[] = [
  (topology) => topology,
  writing,
  (topology) => ({ ...writing(topology), disks: "non-shared" }),
  (topology) => ({ ...writing(topology), backupReads: true }),
  (topology) => ({ ...writing(topology), strategy: "checkpoint" }),
];

/** The scenario in the configuration whose turn it is. */
export function configured(scenario: Scenario, turn: number): Scenario {
  const change = changes[turn % changes.length]!;
  return { ...scenario, topology: (settings) => change(scenario.topology(settings)) };
}
