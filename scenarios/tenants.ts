/** Several services on the same hosts. */
import type { Topology } from "../sim/topology.ts";
import { addressOf, clientOf } from "./service-scenario.ts";

/** The world of the first topology, with the VMs and the clients of all: each VM of one has an address of its own. */
export function sharing(topologies: readonly Topology[]): Topology {
  const vms = topologies
    .flatMap((topology) => topology.vms)
    .map((vm, index) => {
      const { ip, macAddress } = addressOf(index);
      return { ...vm, address: ip, machine: { ...vm.machine, macAddress } };
    });
  const clients = topologies
    .flatMap((topology, index) => topology.clients.map((client) => ({ client, index })))
    .map(({ client, index }, number) => ({
      ...client,
      ...clientOf(number),
      vm: vms[index]!.name,
      server: addressOf(index).ip,
    }));
  return { ...topologies[0]!, vms, clients };
}
