import path from "node:path";
import { UsageError } from "../properties/usage-error.ts";
import {
  LINUX_CACHE,
  LINUX_COMMAND_LINE,
  type LinuxGuest,
  preparedLinux,
  prepareLinux,
} from "../scenarios/guests/linux/build.ts";
import type { Command } from "./table.ts";

export const command: Command = async ({ operands, json = false, quiet = false }) => {
  const cache = path.resolve(LINUX_CACHE);
  const what = operands[0];
  if (what !== "build" && what !== "list") throw new UsageError(`guest ${what}: expected guest build or guest list`);
  const linux = what === "build" ? build(cache) : preparedLinux(cache);
  if (json) {
    console.log(JSON.stringify([{ name: "linux", prepared: linux !== null, ...linux, append: LINUX_COMMAND_LINE }]));
  } else if (linux === null) {
    console.log("linux: not prepared (lockstep guest build)");
  } else if (!quiet) {
    const relative = (file: string): string => path.relative(".", file);
    console.log(
      `linux: lockstep boot ${relative(linux.vmlinux)} --initrd ${relative(linux.initrd)} --ram 96M --append '${LINUX_COMMAND_LINE}'`,
    );
  }
  return 0;
};

/** What is missing (a package, a program) is for the user to provide. */
function build(cache: string): LinuxGuest {
  try {
    return prepareLinux(cache);
  } catch (error) {
    throw new UsageError(`guest build: ${(error as Error).message}`);
  }
}
