/** The VMs of a world: how each is told from the others, and what storage says of it when the run begins. */
import { replicaId, type ArbiterRecord, type HostId } from "../../core/ft/record.ts";
import { parseMac } from "../clients/frames.ts";
import { macAt } from "../network/ethernet.ts";
import type { Topology, VmConfig } from "../topology.ts";

/** A VM as the simulator knows it. */
export interface VmPlace {
  readonly index: number;
  /** In the trace; undefined in a world that has no other VM. */
  readonly name: string | undefined;
  /** Sets its sources of randomness apart from those of other VMs. */
  readonly suffix: string;
  /** Seats are numbered through: those of the first VM by host, then those of the next. */
  readonly firstSeat: number;
}

export interface PlacedVm extends VmConfig {
  readonly place: VmPlace;
  /** As a frame's address; null: it has no card. */
  readonly mac: number | null;
}

export function placedVms({ vms, hosts }: Topology): readonly PlacedVm[] {
  return vms.map((vm, index) => ({
    ...vm,
    place: {
      index,
      name: vms.length > 1 ? vm.name : undefined,
      suffix: index === 0 ? "" : ` of ${vm.name}`,
      firstSeat: index * hosts.length,
    },
    mac: vm.machine.macAddress === null ? null : macAt(parseMac(vm.machine.macAddress), 0),
  }));
}

/** At power on. */
export function firstRecord({ primary, backup, place }: PlacedVm): ArbiterRecord {
  const first = (host: HostId) => replicaId({ host, boot: 1, vm: place.name ?? null }, 1);
  return {
    version: 1,
    generation: 1,
    owner: first(primary),
    backup: backup === null ? null : first(backup),
    state: "running",
    request: "power-on",
  };
}
