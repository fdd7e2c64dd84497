/** Prepares a Linux guest: packages to kernel and initramfs, these to a snapshot at the moment when it is of use. */
import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import path from "node:path";
import { BootSession } from "../../../sim/boot.ts";
import { createPlatform } from "../../../sim/platform.ts";
import { packSnapshot } from "../../snapshot-file.ts";
import { only } from "./initramfs.ts";
import { unpackKernel } from "./kernel.ts";
import { fetchPackages, sha256Of, type PackageRecord } from "./packages.ts";
import { guestFiles, type PreparedGuest } from "./prepared.ts";
import type { Recipe } from "./recipe.ts";

/** Four times what a boot takes. */
const BOOT_MAX_UNITS = 2_000_000_000;
const REPORT_EVERY_UNITS = 20_000_000;
/** From the ready line to a server that waits for work. */
const SETTLE_UNITS = 2_000_000;

export type OnStep = (step: string) => void;

/** @throws Error that says which program or package is missing, or why the guest did not come up. */
export async function prepareGuest(recipe: Recipe, onStep: OnStep): Promise<PreparedGuest> {
  const files = guestFiles(recipe.name);
  mkdirSync(path.dirname(files.kernel), { recursive: true });
  if (!isBrought(files)) fromPackages(recipe, files, onStep);
  if (recipe.hasSnapshot) writeFileSync(files.snapshot, packSnapshot(await bootToReady(recipe, files, onStep)));
  return files;
}

/** What to do without packages, for messages. */
export function howToBring(recipe: Recipe): string {
  const { kernel, initrd } = guestFiles(recipe.name);
  return (
    `or bring your own: an unpacked 32-bit kernel (ELF) as ${kernel} and an initramfs as ${initrd}, which drive virtio ` +
    `cards, take the IPv4 address from "ip=" and print "${recipe.ready}"; then build again`
  );
}

/** Without the manifest that a build from packages leaves: somebody put these files there. */
function isBrought(files: PreparedGuest): boolean {
  return existsSync(files.kernel) && existsSync(files.initrd) && !existsSync(files.manifest);
}

function fromPackages(recipe: Recipe, files: PreparedGuest, onStep: OnStep): void {
  const work = path.resolve(path.dirname(files.kernel), "packages");
  rmSync(work, { recursive: true, force: true });
  mkdirSync(work);
  try {
    const { root, packages } = fetchPackages(recipe.packages, work, onStep);
    onStep("unpacking the kernel, packing the initramfs");
    const kernel = unpackKernel(readFileSync(only(path.join(root, "boot"), "vmlinuz-")));
    const initrd = recipe.initrd(root);
    writeFileSync(files.manifest, manifest(packages, { vmlinux: kernel, "initrd.cpio": initrd }));
    writeFileSync(files.kernel, kernel);
    writeFileSync(files.initrd, initrd);
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
      until: null,
      onConsole: () => {},
    },
    await createPlatform(),
  );
  const advance = (units: number): void => {
    const end = session.advance(units);
    if (end === null) return;
    throw new Error(`${recipe.name} ended by ${end} before "${recipe.ready}":\n${session.serial.slice(-1000)}`);
  };
  for (let units = 0; !session.serial.includes(recipe.ready); units += REPORT_EVERY_UNITS) {
    if (session.serial.includes("Kernel panic")) throw new Error(`${recipe.name}:\n${session.serial.slice(-1500)}`);
    onStep(`booting: ${units / 1e6} million units`);
    advance(REPORT_EVERY_UNITS);
  }
  advance(SETTLE_UNITS);
  onStep("writing the snapshot");
  return session.snapshot();
}

/** From the same packages come the same files: kernel and initramfs fix the snapshot. */
function manifest(packages: readonly PackageRecord[], made: Readonly<Record<string, Uint8Array>>): string {
  const files = Object.entries(made).map(([name, bytes]) => ({ name, sha256: sha256Of(bytes) }));
  return `${JSON.stringify({ packages, files }, null, 2)}\n`;
}
