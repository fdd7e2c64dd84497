/** Makes the FT stack's nodes for the hosts of a topology. */
import { Node, type SavedNode } from "../../core/ft/node.ts";
import type { NodeConfig } from "../../core/ft/config.ts";
import type { Parts } from "../../core/ft/parts.ts";
import type { HostId } from "../../core/ft/record.ts";
import { defaultTuning } from "../../core/ft/tuning.ts";
import type { Platform } from "../platform.ts";
import type { Topology } from "../topology.ts";
import type { NodeFactory } from "./host.ts";

/** The machine of a topology's VM, alike on every host. */
export type MachineKind = Pick<NodeConfig, "memoryBytes" | "createMachine">;

export function ftNodes(topology: Topology, machine: MachineKind, parts: Parts, platform: Platform): NodeFactory {
  const config = (host: HostId, boot: number): NodeConfig => ({
    host,
    boot,
    vm: topology.vm.guest,
    memoryBytes: machine.memoryBytes,
    createMachine: machine.createMachine,
    pool: platform.pool,
    hash: platform.hash,
    disks: topology.disks,
    diskSectors: topology.vm.diskSectors,
    backupReads: topology.backupReads,
    strategy: topology.strategy,
    macAddress: topology.vm.macAddress,
    tuning: { ...defaultTuning, ...topology.ft },
  });
  return {
    create: (host, boot) => new Node(config(host, boot), parts),
    restore: (host, boot, saved) => Node.restore(config(host, boot), parts, saved as SavedNode),
  };
}
