/** Prepares a Linux guest: packages to kernel and initramfs, these to a snapshot at the moment when it is of use. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BootSession } from "../../../sim/boot.ts";
import { createPlatform } from "../../../sim/platform.ts";
import { only } from "./initramfs.ts";
import { unpackKernel } from "./kernel.ts";
import type { Manifest } from "./manifest.ts";
import { fetchPackages, sha256Of } from "./packages.ts";
import { guestFiles, type PreparedGuest } from "./prepared.ts";
import type { Recipe } from "./recipe.ts";

/** Four times what a boot takes. */
const BOOT_MAX_UNITS = 2_000_000_000;
const REPORT_EVERY_UNITS = 20_000_000;

export type OnStep = (step: string) => void;

/** @throws Error that says which program or package is missing, or why the guest did not come up. */
export async function prepareGuest(recipe: Recipe, onStep: OnStep): Promise<PreparedGuest> {
  const files = guestFiles(recipe.name);
  mkdirSync(path.dirname(files.kernel), { recursive: true });
  const manifest = isBrought(files) ? null : fromPackages(recipe, files, onStep);
  if (!recipe.hasSnapshot) return files;
  const snapshot = await bootToReady(recipe, files, onStep);
  writeFileSync(files.snapshot, snapshot);
  if (manifest) writeManifest(files, { ...manifest, files: { ...manifest.files, snapshot: sha256Of(snapshot) } });
  return files;
}

/** What to do without packages, for messages. */
export function howToBring(recipe: Recipe): string {
  const { kernel, initrd } = guestFiles(recipe.name);
  return (
    `or bring your own: an unpacked 32-bit kernel (ELF) as ${kernel} and an initramfs as ${initrd}, which drive virtio ` +
    `cards, take the IPv4 address from "ip=" and print "${recipe.ready}"; then build again (docs/LINUX.md)`
  );
}

/** Without the manifest that a build from packages leaves: somebody put these files there. */
function isBrought(files: PreparedGuest): boolean {
  return existsSync(files.kernel) && existsSync(files.initrd) && !existsSync(files.manifest);
}

function fromPackages(recipe: Recipe, files: PreparedGuest, onStep: OnStep): Manifest {
  const work = path.resolve(path.dirname(files.kernel), "packages");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  try {
    const { root, packages } = fetchPackages(recipe.packages, work, onStep);
    onStep("unpacking the kernel, packing the initramfs");
    const packedKernel = readFileSync(only(path.join(root, "boot"), "vmlinuz-"));
    const kernel = unpackKernel(packedKernel);
    const initrd = recipe.initrd(root);
    const manifest = { packages, files: { kernel: sha256Of(kernel), initrd: sha256Of(initrd) } };
    writeManifest(files, manifest);
    writeFileSync(files.kernel, kernel);
    writeFileSync(files.packedKernel, packedKernel);
    writeFileSync(files.initrd, initrd);
    return manifest;
  } finally {
    rmSync(work, { recursive: true });
  }
}

async function bootToReady(recipe: Recipe, files: PreparedGuest, onStep: OnStep): Promise<Uint8Array> {
  const session = new BootSession(
    {
      image: readFileSync(files.kernel),
      initrd: readFileSync(files.initrd),
      commandLine: recipe.commandLine,
      ramBytes: recipe.ramBytes,
      disk: recipe.diskBytes === null ? null : new Uint8Array(recipe.diskBytes),
      net: true,
      seed: 1,
      maxUnits: BOOT_MAX_UNITS,
      // Exactly there: what the guest does next it does anew after each start.
      until: recipe.ready,
      onConsole: () => {},
    },
    await createPlatform(),
  );
  for (let units = 0, end = null; end !== "until"; units += REPORT_EVERY_UNITS) {
    onStep(`booting: ${units / 1e6} million units`);
    end = session.advance(REPORT_EVERY_UNITS);
    if ((end !== null && end !== "until") || session.serial.includes("Kernel panic"))
      throw new Error(`${recipe.name} ended by ${end} before "${recipe.ready}":\n${session.serial.slice(-1500)}`);
  }
  onStep("writing the snapshot");
  return session.snapshot();
}

function writeManifest({ manifest }: PreparedGuest, what: Manifest): void {
  writeFileSync(manifest, `${JSON.stringify(what, null, 2)}\n`);
}
