/**
 * Prepares the guest `linux`: Debian's kernel for i386, unpacked, and an initramfs that holds busybox and ends in a
 * shell. Nothing of it is ours to commit: the packages come by `apt-get download` into an ignored cache.
 */
import { spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type ArchiveFile, newcArchive } from "./newc.ts";

/** Where the prepared guest lies, from the folder that one works in. */
export const LINUX_CACHE = ".cache/linux";

/** What the shell's prompt is preceded by on the console. */
export const LINUX_READY = "lockstep: shell ready";

/** Kernel options that keep an emulated boot short: nothing to probe that is not there, no self tests. */
export const LINUX_COMMAND_LINE = [
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

export interface LinuxGuest {
  /** ELF vmlinux: as the kernel's own decompressor leaves it, which takes the guest 2.4 billion instructions. */
  readonly vmlinux: string;
  readonly initrd: string;
}

const PACKAGES = { kernel: "linux-image-686", shell: "busybox-static" } as const;

/** Drivers of the machine's cards, which Debian builds as modules; in the order in which they need each other. */
const MODULES = [
  "drivers/virtio/virtio.ko",
  "drivers/virtio/virtio_ring.ko",
  "drivers/virtio/virtio_pci_legacy_dev.ko",
  "drivers/virtio/virtio_pci_modern_dev.ko",
  "drivers/virtio/virtio_pci.ko",
  "net/core/failover.ko",
  "drivers/net/net_failover.ko",
  "drivers/net/virtio_net.ko",
  "drivers/block/virtio_blk.ko",
  "drivers/char/hw_random/virtio-rng.ko",
] as const;

const INIT = `#!/bin/busybox sh
/bin/busybox --install -s /bin
export PATH=/bin
mount -t devtmpfs dev /dev
mount -t proc proc /proc
mount -t sysfs sys /sys
for module in /lib/modules/*; do insmod "$module"; done
echo "${LINUX_READY}"
exec setsid cttyhack sh
`;

/** Paths of the guest's files if it was prepared, or null. */
export function preparedLinux(cache: string): LinuxGuest | null {
  const guest = pathsIn(cache);
  return existsSync(guest.vmlinux) && existsSync(guest.initrd) ? guest : null;
}

/** Prepares it; throws an Error that says which program or package is missing. */
export function prepareLinux(cache: string): LinuxGuest {
  const guest = pathsIn(cache);
  const work = path.join(cache, "packages");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work, { recursive: true });
  const apt = aptOptions(work);
  run("apt-get", [...apt, "update", "-qq"], work, { mayFail: true });
  const kernel = /Depends: (linux-image-\S+)/.exec(run("apt-cache", [...apt, "depends", PACKAGES.kernel], work))?.[1];
  if (kernel === undefined) throw new Error(`${PACKAGES.kernel} for i386 is in none of apt's sources`);
  run("apt-get", [...apt, "download", "-qq", kernel, PACKAGES.shell], work);
  const root = path.join(work, "root");
  for (const file of readdirSync(work).filter((name) => name.endsWith(".deb")))
    run("dpkg-deb", ["-x", file, root], work);

  writeFileSync(guest.vmlinux, unpackKernel(readFileSync(only(path.join(root, "boot"), "vmlinuz-"))));
  const modules = path.join(only(path.join(root, "lib", "modules"), ""), "kernel");
  writeFileSync(
    guest.initrd,
    initramfs(
      readFileSync(path.join(root, "bin", "busybox")),
      MODULES.map((name) => readFileSync(path.join(modules, name))),
    ),
  );
  rmSync(work, { recursive: true });
  return guest;
}

function pathsIn(cache: string): LinuxGuest {
  const at = (name: string): string => path.join(cache, name);
  return { vmlinux: at("vmlinux"), initrd: at("initrd.cpio") };
}

/** Lists and archives of its own, so that the host need not know the architecture. */
function aptOptions(work: string): string[] {
  for (const folder of ["lists/partial", "archives/partial"]) mkdirSync(path.join(work, folder), { recursive: true });
  return [
    "APT::Architecture=i386",
    "APT::Architectures::=i386",
    `Dir::State::lists=${path.join(work, "lists")}`,
    `Dir::Cache=${work}`,
    "Dir::State::status=/dev/null",
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
}

function run(program: string, args: readonly string[], cwd: string, { mayFail = false } = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
  if (status !== 0 && !mayFail) throw new Error(`${program} ${args.at(-1)}: ${stderr.trim()}`);
  return stdout;
}

function only(folder: string, prefix: string): string {
  const name = readdirSync(folder).find((entry) => entry.startsWith(prefix));
  if (name === undefined) throw new Error(`nothing named ${prefix}* in ${folder}`);
  return path.join(folder, name);
}

/** The payload that the setup header of a bzImage points to (boot protocol 2.08), as XZ compresses it. */
function unpackKernel(bzImage: Buffer): Buffer {
  const setupBytes = (bzImage[0x1f1]! + 1) * 512;
  const begin = setupBytes + bzImage.readUInt32LE(0x248);
  // The last four bytes are the unpacked length.
  const payload = bzImage.subarray(begin, begin + bzImage.readUInt32LE(0x24c) - 4);
  const { status, stdout, stderr } = spawnSync("xz", ["-dc", "--single-stream"], {
    input: payload,
    maxBuffer: 1 << 28,
  });
  if (status !== 0) throw new Error(`xz could not unpack the kernel: ${stderr?.toString() ?? "is it installed?"}`);
  return stdout;
}

function initramfs(busybox: Uint8Array, modules: readonly Uint8Array[]): Uint8Array {
  const none = new Uint8Array(0);
  const folder = (name: string): ArchiveFile => ({ path: name, mode: 0o040755, bytes: none });
  return newcArchive([
    ...["bin", "dev", "lib", "lib/modules", "proc", "sys"].map(folder),
    { path: "dev/console", mode: 0o020600, bytes: none, device: [5, 1] },
    { path: "bin/busybox", mode: 0o100755, bytes: busybox },
    ...modules.map((bytes, i) => ({ path: `lib/modules/${String(i).padStart(2, "0")}.ko`, mode: 0o100644, bytes })),
    { path: "init", mode: 0o100755, bytes: Buffer.from(INIT) },
  ]);
}
