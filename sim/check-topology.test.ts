import test from "ava";
import { checkTopology } from "./check-topology.ts";
import { stubTopology } from "./stub-node.test-helper.ts";
import type { Topology } from "./topology.ts";

const [vm] = stubTopology.vms;
const slips: Readonly<Record<string, readonly [Partial<Topology>, RegExp]>> = {
  "no VM": [{ vms: [] }, /expected at least one VM/],
  "two VMs of a name": [{ vms: [vm, vm] }, /two of the name stub/],
  "a VM's name with a dash": [{ vms: [vm, { ...vm, name: "a-b" }] }, /VM a-b: expected a name without/],
  "a VM called primary": [{ vms: [{ ...vm, name: "primary" }] }, /VM primary/],
  "replicas on one host": [{ vms: [{ ...vm, backup: "A" }] }, /primary and backup of stub are on A/],
  "a backup nowhere": [{ vms: [{ ...vm, backup: "Z" }] }, /backup of stub: no Z; expected one of A, B, C/],
  "an array nowhere": [{ vms: [{ ...vm, array: "north" }] }, /array of stub: no north; expected one of storage/],
  "a switch nowhere": [
    { hosts: stubTopology.hosts.map((host) => ({ ...host, switch: "west" })) },
    /switch of host A: no west; expected one of switch/,
  ],
  "too little RAM": [
    { hosts: stubTopology.hosts.map((host) => ({ ...host, ramBytes: 1 })) },
    /host A has 1 bytes of RAM; its replicas need \d+/,
  ],
  "a client of no VM": [
    { clients: stubTopology.clients.map((client) => ({ ...client, vm: "web" })) },
    /VM of client 1: no web/,
  ],
  "a switch named as a host": [{ switches: ["A"] }, /two of the name A/],
  "a ring of switches": [
    {
      switches: ["r", "s", "t"],
      trunks: [
        ["r", "s"],
        ["s", "t"],
        ["t", "r"],
      ],
    },
    /the link between t and r closes a ring/,
  ],
};

for (const [slip, [changes, message]] of Object.entries(slips)) {
  test(`a topology with ${slip} is refused in one line`, (t) => {
    t.throws(() => checkTopology({ ...stubTopology, ...changes }), { name: "TopologyError", message });
  });
}

test("the usual topology is none of these", (t) => {
  t.notThrows(() => checkTopology(stubTopology));
});
