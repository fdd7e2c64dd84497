/** How a Linux guest is made from packages: one file per guest, listed in recipes.ts. */
export interface Recipe {
  readonly name: string;
  /** One line for lists. */
  readonly about: string;
  /** Debian's names. */
  readonly packages: readonly string[];
  readonly commandLine: string;
  readonly ramBytes: number;
  /** An empty disk of this size, or null for none. All guests have a network card and an entropy device. */
  readonly diskBytes: number | null;
  /** What the console prints when all that takes long is done. */
  readonly ready: string;
  /** Whether scenarios start, and start anew after a loss of all hosts, from a snapshot taken there. */
  readonly hasSnapshot: boolean;
  /** The initramfs, from the unpacked packages. */
  initrd(root: string): Uint8Array;
}

/** Kernel options that keep an emulated boot short: nothing to probe that is not there, no self tests. */
export const COMMAND_LINE = [
  "console=ttyS0",
  "nokaslr",
  "cryptomgr.notests=1",
  "noisapnp",
  "mitigations=off",
  "acpi=off",
  "noapic",
  "nolapic",
  "lpj=500000",
].join(" ");

/** Of a server: its address; and files in a ramfs, for a tmpfs would take no more than half of what memory is left. */
export const SERVER_COMMAND_LINE = `${COMMAND_LINE} rootfstype=ramfs ip=10.0.0.2`;
