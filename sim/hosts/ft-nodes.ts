/** Makes the FT stack's nodes of a VM. */
import { Node, type SavedNode } from "../../core/ft/node.ts";
import type { NodeConfig } from "../../core/ft/config.ts";
import type { Parts } from "../../core/ft/parts.ts";
import type { MemoryPool } from "../../core/ports.ts";
import type { HostId } from "../../core/ft/record.ts";
import { defaultTuning } from "../../core/ft/tuning.ts";
import type { Platform } from "../platform.ts";
import type { Topology, VmConfig } from "../topology.ts";
import type { HostMemory } from "./host-memory.ts";
import type { NodeFactory } from "./seat.ts";

/** The machine of a VM, alike on every host. */
export type MachineKind = Pick<NodeConfig, "memoryBytes" | "createMachine">;

export function ftNodes(
  { ft, vms }: Topology,
  vm: VmConfig,
  machine: MachineKind,
  parts: Parts,
  platform: Platform,
): NodeFactory {
  const name = vms.length > 1 ? vm.name : null;
  const poolOf = (memory: HostMemory, hasRoom: () => boolean): MemoryPool => ({
    take(byteCount) {
      if (!hasRoom()) return null;
      memory.count(vm, 1);
      return platform.pool.take(byteCount);
    },
    give(buffer) {
      memory.count(vm, -1);
      platform.pool.give(buffer);
    },
  });
  const config = (host: HostId, boot: number, pool: MemoryPool): NodeConfig => ({
    host,
    boot,
    vm: name,
    memoryBytes: machine.memoryBytes,
    createMachine: machine.createMachine,
    pool,
    hash: platform.hash,
    disks: vm.disks,
    diskSectors: vm.machine.diskSectors,
    backupReads: vm.backupReads,
    strategy: vm.strategy,
    macAddress: vm.machine.macAddress,
    tuning: { ...defaultTuning, ...ft },
  });
  return {
    create(host, boot, memory) {
      const pool = poolOf(memory, () => memory.hasRoom(vm));
      return new Node(config(host, boot, pool), parts);
    },
    restore(host, boot, memory, saved) {
      // A saved machine had its room before.
      let isRestoring = true;
      const pool = poolOf(memory, () => isRestoring || memory.hasRoom(vm));
      const node = Node.restore(config(host, boot, pool), parts, saved as SavedNode);
      isRestoring = false;
      return node;
    },
  };
}
