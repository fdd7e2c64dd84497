import path from "node:path";
import { DISK_MODULE, initramfs, program } from "./initramfs.ts";
import { libraryFiles, type Libraries } from "./libraries.ts";
import { SERVER_COMMAND_LINE, type Recipe } from "./recipe.ts";
import { REDIS_PACKAGES, redisFiles } from "./redis.ts";

/** Of `mkfs.ext4`, besides the C library. */
const LIBRARIES: Libraries = {
  libblkid1: ["libblkid.so.1"],
  "libcom-err2": ["libcom_err.so.2"],
  libext2fs2: ["libe2p.so.2", "libext2fs.so.2"],
  libuuid1: ["libuuid.so.1"],
};

/** In the order in which they need each other. */
const FILE_SYSTEM_MODULES = [
  "lib/crc16.ko",
  "crypto/crc32c_generic.ko",
  "fs/mbcache.ko",
  "fs/jbd2/jbd2.ko",
  "fs/ext4/ext4.ko",
];

const ready = "lockstep: the disk is untouched";

/**
 * What comes before the ready line is the same at every start and in the snapshot; so a cold start takes what is on the
 * disk as the first start does: it makes a file system where there is none yet (the magic number of ext4, 1080 bytes
 * in), and lets the kernel replay the journal of one. The network comes up last, when the server has read its log: nobody
 * is refused before.
 */
const INIT = `ip link set lo up
ip addr add "$ip/24" dev eth0
mkdir /data
for module in ${FILE_SYSTEM_MODULES.map((name) => path.basename(name)).join(" ")}; do insmod "/lib/modules/$module"; done
echo "${ready}"
insmod /lib/modules/virtio_blk.ko
magic=$(hexdump -s 1080 -n 2 -e '1/2 "%x"' /dev/vda)
[ "$magic" = ef53 ] || mkfs.ext4 -q -b 4096 -E assume_storage_prezeroed=1 /dev/vda
mount -t ext4 /dev/vda /data || exec sh
redis-server --protected-mode no --save "" --dir /data --appendonly yes --appendfsync always --logfile /log &
until grep -q "Ready to accept connections" /log; do usleep 10000; done
ip link set eth0 up
cat /log
wait
`;

export const linuxRedisDisk: Recipe = {
  name: "linux-redis-disk",
  about: "Debian's kernel and Redis, which writes all down on ext4 before it answers",
  packages: [...REDIS_PACKAGES, "e2fsprogs", ...Object.keys(LIBRARIES)],
  commandLine: SERVER_COMMAND_LINE,
  ramBytes: 80 << 20,
  diskBytes: 16 << 20,
  ready,
  hasSnapshot: true,
  initrd: (root) =>
    initramfs(root, {
      init: INIT,
      modules: [DISK_MODULE, ...FILE_SYSTEM_MODULES],
      files: [
        program("bin/mkfs.ext4", path.join(root, "sbin/mke2fs")),
        ...redisFiles(root),
        ...libraryFiles(root, LIBRARIES),
      ],
    }),
};
