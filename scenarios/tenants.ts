/** Several services on the same hosts. */
import { vmIndexOf, type Topology } from "../sim/topology.ts";
import { addressOf, clientOf } from "./service-scenario.ts";

/**
 * The world of the first topology, with the VMs and the clients of all: each VM has an address of its own, and a number
 * behind its name where it is not the first of that name.
 */
export function sharing(topologies: readonly Topology[]): Topology {
  const vms = topologies
    .flatMap((topology) => topology.vms)
    .map((vm, index, all) => {
      const { ip, macAddress } = addressOf(index);
      const namesakes = all.slice(0, index).filter(({ name }) => name === vm.name).length;
      const name = namesakes === 0 ? vm.name : `${vm.name}${namesakes + 1}`;
      return { ...vm, name, address: ip, machine: { ...vm.machine, macAddress } };
    });
  let before = 0;
  const clients = topologies
    .flatMap((topology) => {
      const first = before;
      before += topology.vms.length;
      return topology.clients.map((client) => ({ client, index: first + vmIndexOf(topology, client) }));
    })
    .map(({ client, index }, number) => ({
      ...client,
      ...clientOf(number),
      vm: vms[index]!.name,
      server: addressOf(index).ip,
    }));
  return { ...topologies[0]!, vms, clients };
}
