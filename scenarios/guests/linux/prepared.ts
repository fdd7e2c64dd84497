/** A prepared guest's files: nothing of them is ours to commit, so they lie in an ignored cache. */
import { existsSync } from "node:fs";
import path from "node:path";
import type { Recipe } from "./recipe.ts";

export interface PreparedGuest {
  /** ELF vmlinux. */
  readonly kernel: string;
  /** The bzImage that it was unpacked from, as the package has it. */
  readonly packedKernel: string;
  readonly initrd: string;
  /** As it is, not packed; only where the recipe wants one. */
  readonly snapshot: string;
  /** What all was made from: package versions and hashes. */
  readonly manifest: string;
}

/** Where a guest lies or will lie, from the folder that one works in. */
export function guestFiles(name: string): PreparedGuest {
  const at = (file: string): string => path.join(".cache", name, file);
  return {
    kernel: at("vmlinux"),
    packedKernel: at("vmlinuz"),
    initrd: at("initrd.cpio"),
    snapshot: at("ready.snapshot"),
    manifest: at("manifest.json"),
  };
}

/** Paths of a guest's files if all are there, or null. */
export function preparedGuest(recipe: Recipe): PreparedGuest | null {
  const files = guestFiles(recipe.name);
  const needed = [files.kernel, files.initrd, ...(recipe.hasSnapshot ? [files.snapshot] : [])];
  return needed.every((file) => existsSync(file)) ? files : null;
}
