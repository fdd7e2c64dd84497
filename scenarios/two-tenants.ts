import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds, startBefore } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import type { Topology } from "../sim/topology.ts";
import type { Scenario } from "./scenario.ts";
import { anyFaults, crashOfPrimary, isHarmless, ofAnyVm } from "./schedules.ts";
import { sharing } from "./tenants.ts";

const hosts = ["A", "B", "C", "D"];
const none = () => fc.constant([]);

const store = guestScenario("wal", "kv", {
  name: "two-tenants",
  claim:
    "a key-value store and a bank share hosts, networks and nothing else: each survives by itself, on arrays of their own",
  hosts,
  defaults: { clients: 1 },
  schedule: none,
});

const bank = guestScenario("bank", "bank", {
  name: "bank",
  claim: "",
  hosts,
  vm: { strategy: "checkpoint" },
  schedule: none,
});

/** Hosts of two rooms, each with a switch; either VM's backup is where the other's primary is. */
function topologyOf(settings: Parameters<Scenario["topology"]>[0]): Topology {
  const both = sharing([store.topology(settings), bank.topology(settings)]);
  const [first, second] = both.vms;
  const rooms = ["east", "west"] as const;
  return {
    ...both,
    vms: [
      { ...first!, name: "store", primary: "A", backup: "B", array: "fast" },
      { ...second!, name: "bank", primary: "B", backup: "A", array: "slow" },
    ],
    hosts: both.hosts.map((host, index) => ({ ...host, switch: rooms[Math.floor(index / 2)]! })),
    clients: both.clients.map((client, index) => ({
      ...client,
      vm: client.vm === "wal" ? "store" : "bank",
      switch: rooms[index % 2]!,
    })),
    switches: rooms,
    trunks: [rooms],
    arrays: [
      { name: "fast" },
      { name: "slow", latency: { baseNs: 2_000_000, jitterNs: 1_000_000, tailPerMille: 5, tailNs: 20_000_000 } },
    ],
  };
}

/** The rooms lose sight of each other's guests and clients; replicas still see each other. */
function roomsApart(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  return milliseconds(500, 4000).chain((forNs) =>
    startBefore(untilNs, forNs).map((at) => [{ kind: "partition", target: "east-west", at, forNs } as Fault]),
  );
}

export const twoTenants: Scenario = {
  ...store,
  topology: topologyOf,
  schedule(settings, regime, swarm) {
    const topology = topologyOf(settings);
    const untilNs = store.faultyNs(settings);
    return fc
      .tuple(
        ofAnyVm(topology, crashOfPrimary(untilNs)),
        fc.oneof(fc.constant([]), roomsApart(untilNs)),
        anyFaults(topology, untilNs, regime, 3, isHarmless, swarm),
      )
      .map((parts) => parts.flat());
  },
};
