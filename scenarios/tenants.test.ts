import test from "ava";
import { checkTopology } from "../sim/check-topology.ts";
import { bank } from "./bank.ts";
import { failoverKv } from "./failover-kv.ts";
import { settingsOf } from "./index.ts";
import { sharing } from "./tenants.ts";

test("VMs of all, each with a name and an address of its own, and clients that ask their own", (t) => {
  const [kv, money] = [failoverKv, bank].map((scenario) => scenario.topology(settingsOf(scenario, { clients: 2 })));
  const pair = sharing([kv, money]);
  const all = sharing([kv, pair]);
  t.notThrows(() => checkTopology(all));
  t.deepEqual(
    all.vms.map(({ name, address }) => `${name} ${address}`),
    ["kv 10.0.0.2", "kv2 10.0.0.3", "bank 10.0.0.4"],
  );
  t.deepEqual(
    all.clients.map(({ vm, server, address, workload }) => `${vm} ${server} ${address} ${workload}`),
    [
      "kv 10.0.0.2 10.0.0.100 kv",
      "kv 10.0.0.2 10.0.0.101 kv",
      "kv2 10.0.0.3 10.0.0.102 kv",
      "kv2 10.0.0.3 10.0.0.103 kv",
      "bank 10.0.0.4 10.0.0.104 bank",
      "bank 10.0.0.4 10.0.0.105 bank",
    ],
  );
  const addresses = [...all.vms.map(({ machine }) => machine.macAddress), ...all.clients.map((one) => one.macAddress)];
  t.is(new Set(addresses).size, addresses.length);
});
