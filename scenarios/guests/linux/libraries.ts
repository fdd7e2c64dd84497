/** Shared libraries of Debian's programs: the archive carries those that its programs are linked with, and no others. */
import { existsSync } from "node:fs";
import path from "node:path";
import { program } from "./initramfs.ts";
import type { ArchiveFile } from "./newc.ts";

/** Libraries by the package that holds them. */
export type Libraries = Readonly<Record<string, readonly string[]>>;

export const C_LIBRARY: Libraries = { libc6: ["ld-linux.so.2", "libc.so.6"] };

const FOLDERS = ["lib/i386-linux-gnu", "usr/lib/i386-linux-gnu"];

/** @param root the unpacked packages. */
export function libraryFiles(root: string, libraries: Libraries): ArchiveFile[] {
  return Object.values(libraries)
    .flat()
    .map((name) => program(`lib/${name}`, find(root, name)));
}

function find(root: string, name: string): string {
  const found = FOLDERS.map((folder) => path.join(root, folder, name)).find((file) => existsSync(file));
  if (found === undefined) throw new Error(`no ${name} in the packages`);
  return found;
}
