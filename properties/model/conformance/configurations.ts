/** What a scenario is also run as, so that disks and both strategies are held against the model. */
import { guestNamed } from "../../../scenarios/guests/guests.ts";
import type { Scenario } from "../../../scenarios/scenario.ts";
import { withVms, type Topology, type VmConfig } from "../../../sim/topology.ts";

/** A server that writes what it acknowledges to a shared disk; it speaks the protocol of the one that it replaces. */
function writing(topology: Topology, change: Partial<VmConfig> = {}): Topology {
  const { name, commandLine, ramBytes, diskSectors } = guestNamed("wal");
  return withVms(topology, ({ machine }) => ({
    guest: name,
    commandLine,
    machine: { ...machine, ramBytes, diskSectors },
    disks: "shared",
    backupReads: false,
    strategy: "replay",
    ...change,
  }));
}

const changes: readonly ((topology: Topology) => Topology)[] = [
  (topology) => topology,
  (topology) => writing(topology),
  (topology) => writing(topology, { disks: "non-shared" }),
  (topology) => writing(topology, { backupReads: true }),
  (topology) => writing(topology, { strategy: "checkpoint" }),
];

/** The scenario in the configuration whose turn it is. */
export function configured(scenario: Scenario, turn: number): Scenario {
  const change = changes[turn % changes.length]!;
  return { ...scenario, topology: (settings) => change(scenario.topology(settings)) };
}
