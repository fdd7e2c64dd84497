/** What a process makes once and all its runs share: hashing, memory, the guests' images. */
import { readFileSync } from "node:fs";
import { linearMemoryBytes } from "../core/vm/layout.ts";
import { multibootLoader } from "../core/vm/loader/multiboot.ts";
import { Machine } from "../core/vm/machine.ts";
import type { MachineState } from "../core/vm/snapshot/machine-state.ts";
import { decodeSnapshot } from "../core/vm/snapshot/snapshot-bytes.ts";
import type { MachineKind } from "../sim/hosts/ft-nodes.ts";
import { createPlatform, type Platform } from "../sim/platform.ts";
import type { VmConfig } from "../sim/topology.ts";
import { guestImagePath, type GuestName } from "./guests/guests.ts";
import { guestFiles } from "./guests/linux/prepared.ts";
import { recipes } from "./guests/linux/recipes.ts";
import { snapshotIn } from "./snapshot-file.ts";

export interface Environment {
  readonly platform: Platform;
  /** The machine of a VM with its guest loaded. */
  machineOf(vm: VmConfig): MachineKind;
}

/** Whether a topology names a guest of the user's own: a Multiboot ELF file. */
export function isGuestPath(guest: string): boolean {
  return /[/\\]/.test(guest);
}

/** Of a guest as a topology names it. */
export function imagePath(guest: string): string {
  return isGuestPath(guest) ? guest : guestImagePath(guest as GuestName);
}

export async function createEnvironment(): Promise<Environment> {
  const platform = await createPlatform();
  const starts = new Map<string, MachineState>();
  const startOf = (snapshotPath: string): MachineState => {
    const state = starts.get(snapshotPath) ?? decodeSnapshot(snapshotIn(readFileSync(snapshotPath)), platform.hash);
    starts.set(snapshotPath, state);
    return state;
  };
  const images = new Map<string, Uint8Array>();
  const imageOf = (guest: string): Uint8Array => {
    const image = images.get(guest) ?? readFileSync(imagePath(guest));
    images.set(guest, image);
    return image;
  };
  return {
    platform,
    machineOf(vm) {
      const recipe = recipes.find(({ name }) => name === vm.guest);
      if (recipe) return restored(vm, startOf(guestFiles(recipe.name).snapshot), platform);
      const firmware = multibootLoader(imageOf(vm.guest), commandLineOf(vm));
      return {
        memoryBytes: linearMemoryBytes(vm.machine.ramBytes),
        createMachine(memory, source) {
          const machine = new Machine(vm.machine, memory, source, platform.hash);
          machine.load(firmware);
          return machine;
        },
      };
    },
  };
}

/** The word that comes first counts. */
function commandLineOf({ address, commandLine }: VmConfig): string {
  return address === undefined ? commandLine : `ip=${address} ${commandLine}`;
}

/** A machine that starts where a snapshot was taken; every replica has pages of its own. */
function restored(vm: VmConfig, state: MachineState, { hash }: Platform): MachineKind {
  return {
    memoryBytes: linearMemoryBytes(vm.machine.ramBytes),
    createMachine(memory, source) {
      const machine = new Machine(vm.machine, memory, source, hash);
      machine.restore(state);
      if (machine.startedDiskOperations().length > 0)
        throw new Error(`the snapshot of ${vm.guest} was taken in the middle of a disk operation`);
      return machine;
    },
  };
}
