import { DISK_MODULE, initramfs } from "./initramfs.ts";
import { KERNEL_PACKAGE } from "./packages.ts";
import { COMMAND_LINE, type Recipe } from "./recipe.ts";

const ready = "lockstep: shell ready";

export const linuxShell: Recipe = {
  name: "linux",
  about: "Debian's kernel and busybox: a shell on the serial console",
  packages: [KERNEL_PACKAGE, "busybox-static"],
  commandLine: COMMAND_LINE,
  ramBytes: 96 << 20,
  diskBytes: 1 << 20,
  ready,
  hasSnapshot: false,
  initrd: (root) =>
    initramfs(root, {
      modules: [DISK_MODULE],
      init: `insmod /lib/modules/virtio_blk.ko\necho "${ready}"\nexec setsid cttyhack sh\n`,
    }),
};
