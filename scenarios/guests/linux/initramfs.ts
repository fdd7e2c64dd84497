/** What every Linux guest's initramfs holds: busybox, an init of ours, drivers of the machine's cards. */
import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { type ArchiveFile, newcArchive } from "./newc.ts";

/** Drivers of the machine's cards, which Debian builds as modules; in the order in which they need each other. */
const CARD_MODULES = [
  "drivers/virtio/virtio.ko",
  "drivers/virtio/virtio_ring.ko",
  "drivers/virtio/virtio_pci_legacy_dev.ko",
  "drivers/virtio/virtio_pci_modern_dev.ko",
  "drivers/virtio/virtio_pci.ko",
  "net/core/failover.ko",
  "drivers/net/net_failover.ko",
  "drivers/net/virtio_net.ko",
  "drivers/char/hw_random/virtio-rng.ko",
] as const;

/** Driver of the disk, which reads the partition table as soon as it is loaded. */
export const DISK_MODULE = "drivers/block/virtio_blk.ko";

/** Loads the modules of the cards. */
const INIT_PROLOGUE = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
for module in /lib/modules/cards/*; do insmod "$module"; done
`;

const FOLDERS = ["bin", "dev", "etc", "lib", "lib/modules", "lib/modules/cards", "proc", "sys"];
const none = new Uint8Array(0);

export interface Contents {
  /** What follows `INIT_PROLOGUE`, in the language of busybox's shell. */
  readonly init: string;
  /** Kernel modules, by their paths in Debian's package, that `init` loads by the names of their files. */
  readonly modules?: readonly string[];
  readonly files?: readonly ArchiveFile[];
}

/** @param root the unpacked packages. */
export function initramfs(root: string, { init, modules = [], files = [] }: Contents): Uint8Array {
  const kernel = path.join(only(path.join(root, "lib", "modules"), ""), "kernel");
  const module = (to: string, name: string): ArchiveFile => ({
    path: `lib/modules/${to}`,
    mode: 0o100644,
    bytes: unsigned(readFileSync(path.join(kernel, name))),
  });
  return newcArchive([
    ...FOLDERS.map((name) => ({ path: name, mode: 0o040755, bytes: none })),
    { path: "dev/console", mode: 0o020600, bytes: none, device: [5, 1] },
    program("bin/busybox", path.join(root, "bin", "busybox")),
    ...CARD_MODULES.map((name, i) => module(`cards/${String(i).padStart(2, "0")}.ko`, name)),
    ...modules.map((name) => module(path.basename(name), name)),
    ...files,
    { path: "init", mode: 0o100755, bytes: Buffer.from(INIT_PROLOGUE + init) },
  ]);
}

const SIGNATURE_MARK = "~Module signature appended~\n";
/** `struct module_signature`, which ends with the signature's length (include/linux/module_signature.h). */
const SIGNATURE_INFO_BYTES = 12;

/**
 * A module without its signature: the kernel takes it as well, and is spared a check that costs more instructions than
 * all else that it does until its first program runs.
 */
function unsigned(module: Buffer): Uint8Array {
  const mark = module.length - SIGNATURE_MARK.length;
  if (module.toString("latin1", mark) !== SIGNATURE_MARK) return module;
  return module.subarray(0, mark - SIGNATURE_INFO_BYTES - module.readUInt32BE(mark - 4));
}

/** A program or library of the host's file system, as one of the archive's. */
export function program(to: string, from: string): ArchiveFile {
  return { path: to, mode: 0o100755, bytes: readFileSync(from) };
}

/** The one file in a folder whose name begins so. */
export function only(folder: string, prefix: string): string {
  const name = readdirSync(folder).find((entry) => entry.startsWith(prefix));
  if (name === undefined) throw new Error(`nothing named ${prefix}* in ${folder}`);
  return path.join(folder, name);
}
