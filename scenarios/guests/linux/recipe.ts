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
  /** What the console prints when the guest is of use. */
  readonly ready: string;
  /** Whether scenarios start from a snapshot taken there. */
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
