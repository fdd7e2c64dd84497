import { existsSync } from "node:fs";
import path from "node:path";
import { initramfs, program } from "./initramfs.ts";
import { KERNEL_PACKAGE } from "./packages.ts";
import { COMMAND_LINE, type Recipe } from "./recipe.ts";

/** What the server is linked with, directly or not, by package. */
const LIBRARIES: Readonly<Record<string, readonly string[]>> = {
  libc6: ["ld-linux.so.2", "libc.so.6", "libm.so.6"],
  libatomic1: ["libatomic.so.1"],
  libcap2: ["libcap.so.2"],
  "libgcc-s1": ["libgcc_s.so.1"],
  libgcrypt20: ["libgcrypt.so.20"],
  "libgpg-error0": ["libgpg-error.so.0"],
  libjemalloc2: ["libjemalloc.so.2"],
  "liblz4-1": ["liblz4.so.1"],
  liblzf1: ["liblzf.so.1"],
  liblzma5: ["liblzma.so.5"],
  libssl3: ["libcrypto.so.3", "libssl.so.3"],
  "libstdc++6": ["libstdc++.so.6"],
  libsystemd0: ["libsystemd.so.0"],
  libzstd1: ["libzstd.so.1"],
};

const LIBRARY_FOLDERS = ["lib/i386-linux-gnu", "usr/lib/i386-linux-gnu"];

function library(root: string, name: string): string {
  const found = LIBRARY_FOLDERS.map((folder) => path.join(root, folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no ${name} in the packages`);
  return found;
}

/** `ip` is a word of the kernel's command line, which the kernel hands to init in the environment. */
const INIT = `ip link set lo up
ip addr add "$ip/24" dev eth0
ip link set eth0 up
exec redis-server --protected-mode no --save "" --appendonly no
`;

export const linuxRedis: Recipe = {
  name: "linux-redis",
  about: "Debian's kernel and Redis, which keeps all in memory",
  packages: [KERNEL_PACKAGE, "busybox-static", "redis-server", "redis-tools", ...Object.keys(LIBRARIES)],
  // A tmpfs would take no more than half of what memory is left beside the archive.
  commandLine: `${COMMAND_LINE} rootfstype=ramfs ip=10.0.0.2`,
  ramBytes: 64 << 20,
  diskBytes: null,
  ready: "Ready to accept connections",
  hasSnapshot: true,
  initrd: (root) =>
    initramfs(root, INIT, [
      program("bin/redis-server", path.join(root, "usr/bin/redis-check-rdb")),
      ...Object.values(LIBRARIES)
        .flat()
        .map((name) => program(`lib/${name}`, library(root, name))),
    ]),
};
