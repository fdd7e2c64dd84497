import path from "node:path";
import { initramfs, program } from "./initramfs.ts";
import { C_LIBRARY, libraryFiles, type Libraries } from "./libraries.ts";
import { KERNEL_PACKAGE } from "./packages.ts";
import { SERVER_COMMAND_LINE, type Recipe } from "./recipe.ts";

/** What the server is linked with, directly or not. */
const LIBRARIES: Libraries = {
  ...C_LIBRARY,
  "libevent-2.1-7": ["libevent-2.1.so.7"],
  "libsasl2-2": ["libsasl2.so.2"],
  libssl3: ["libcrypto.so.3", "libssl.so.3"],
};

const ready = "lockstep: memcached listens";

/** Two worker threads: the kernel's scheduler decides who runs, by a timer that is in the log. */
const INIT = `ip link set lo up
ip addr add "$ip/24" dev eth0
ip link set eth0 up
echo "root:x:0:0::/:" > /etc/passwd
memcached -u root -m 8 -t 2 -U 0 &
until grep -q ":2BCB 00000000:0000 0A" /proc/net/tcp; do usleep 10000; done
echo "${ready}"
wait
`;

export const linuxMemcached: Recipe = {
  name: "linux-memcached",
  about: "Debian's kernel and memcached",
  packages: [KERNEL_PACKAGE, "busybox-static", "memcached", ...Object.keys(LIBRARIES)],
  commandLine: SERVER_COMMAND_LINE,
  ramBytes: 64 << 20,
  diskBytes: null,
  ready,
  hasSnapshot: true,
  initrd: (root) =>
    initramfs(root, {
      init: INIT,
      files: [program("bin/memcached", path.join(root, "usr/bin/memcached")), ...libraryFiles(root, LIBRARIES)],
    }),
};
