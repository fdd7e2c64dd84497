import path from "node:path";
import { initramfs, program } from "./initramfs.ts";
import { C_LIBRARY, libraryFiles, type Libraries } from "./libraries.ts";
import type { ArchiveFile } from "./newc.ts";
import { KERNEL_PACKAGE } from "./packages.ts";
import { SERVER_COMMAND_LINE, type Recipe } from "./recipe.ts";

/** What the server is linked with, directly or not. */
const LIBRARIES: Libraries = {
  ...C_LIBRARY,
  libc6: [...C_LIBRARY["libc6"]!, "libm.so.6"],
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

export const REDIS_PACKAGES = [
  KERNEL_PACKAGE,
  "busybox-static",
  "redis-server",
  "redis-tools",
  ...Object.keys(LIBRARIES),
] as const;

/** The server with its libraries. Debian's package links its name to another program that is the same. */
export function redisFiles(root: string): ArchiveFile[] {
  return [program("bin/redis-server", path.join(root, "usr/bin/redis-check-rdb")), ...libraryFiles(root, LIBRARIES)];
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
  packages: REDIS_PACKAGES,
  commandLine: SERVER_COMMAND_LINE,
  ramBytes: 64 << 20,
  diskBytes: null,
  ready: "Ready to accept connections",
  hasSnapshot: true,
  initrd: (root) => initramfs(root, { init: INIT, files: redisFiles(root) }),
};
