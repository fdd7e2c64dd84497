/** Makes the FT stack's nodes of a VM. */
import { Node, type SavedNode } from "../../core/ft/node.ts";
import type { NodeConfig } from "../../core/ft/config.ts";
import type { Parts } from "../../core/ft/parts.ts";
import type { MemoryPool } from "../../core/ports.ts";
import type { HostId } from "../../core/ft/record.ts";
import { defaultTuning } from "../../core/ft/tuning.ts";
import type { Platform } from "../platform.ts";
import type { Topology, VmConfig } from "../topology.ts";
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
  const poolOf = (hasRoom: () => boolean): MemoryPool => ({
    take: (byteCount) => (hasRoom() ? platform.pool.take(byteCount) : null),
    give(buffer) {
      platform.pool.give(buffer);
    },
  });
  const config = (host: HostId, boot: number, hasRoom: () => boolean): NodeConfig => ({
    host,
    boot,
    vm: name,
    memoryBytes: machine.memoryBytes,
    createMachine: machine.createMachine,
    pool: poolOf(hasRoom),
    hash: platform.hash,
    disks: vm.disks,
    diskSectors: vm.machine.diskSectors,
    backupReads: vm.backupReads,
    strategy: vm.strategy,
    macAddress: vm.machine.macAddress,
    tuning: { ...defaultTuning, ...ft },
  });
  return {
    create: (host, boot, hasRoom) => new Node(config(host, boot, hasRoom), parts),
    restore(host, boot, hasRoom, saved) {
      // A saved machine had its room before.
      let isRestoring = true;
      const node = Node.restore(
        config(host, boot, () => isRestoring || hasRoom()),
        parts,
        saved as SavedNode,
      );
      isRestoring = false;
      return node;
    },
  };
}
