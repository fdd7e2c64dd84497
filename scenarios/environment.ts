/** What a process makes once and all its runs share: hashing, memory, the guests' images. */
import { readFileSync } from "node:fs";
import { linearMemoryBytes } from "../core/vm/layout.ts";
import { multibootLoader } from "../core/vm/loader/multiboot.ts";
import { Machine } from "../core/vm/machine.ts";
import type { MachineKind } from "../sim/hosts/ft-nodes.ts";
import { createPlatform, type Platform } from "../sim/platform.ts";
import type { Topology } from "../sim/topology.ts";
import { guestImagePath, type GuestName } from "./guests/guests.ts";

export interface Environment {
  readonly platform: Platform;
  /** The machine of a topology's VM with its guest loaded. */
  machineOf(topology: Topology): MachineKind;
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
  const images = new Map<string, Uint8Array>();
  const imageOf = (guest: string): Uint8Array => {
    const image = images.get(guest) ?? readFileSync(imagePath(guest));
    images.set(guest, image);
    return image;
  };
  return {
    platform,
    machineOf({ vm }) {
      const firmware = multibootLoader(imageOf(vm.guest), vm.commandLine);
      return {
        memoryBytes: linearMemoryBytes(vm.ramBytes),
        createMachine(memory, source) {
          const machine = new Machine({ ...vm }, memory, source, platform.hash);
          machine.load(firmware);
          return machine;
        },
      };
    },
  };
}
