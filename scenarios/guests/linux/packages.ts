/** Debian's packages for i386, by `apt-get download` into a folder that is thrown away: the host installs nothing. */
import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdirSync, readdirSync, readFileSync } from "node:fs";
import path from "node:path";

/** What one package was when a guest was built from it. */
export interface PackageRecord {
  readonly name: string;
  readonly version: string;
  /** Of the .deb file, hexadecimal. */
  readonly sha256: string;
}

export interface UnpackedPackages {
  /** Where all of them lie unpacked, as one file system. */
  readonly root: string;
  readonly packages: readonly PackageRecord[];
}

/** Stands for the package of the newest kernel that this one depends on. */
export const KERNEL_PACKAGE = "linux-image-686";

/**
 * @param work an empty folder.
 * @param onStep told what begins now.
 * @throws Error that says which program or package is missing.
 */
export function fetchPackages(
  names: readonly string[],
  work: string,
  onStep: (step: string) => void,
): UnpackedPackages {
  const apt = aptOptions(work);
  onStep("reading Debian's package lists for i386");
  run("apt-get", [...apt, "update", "-qq"], work, { mayFail: true });
  const wanted = names.map((name) => (name === KERNEL_PACKAGE ? kernelPackage(apt, work) : name));
  onStep(`downloading ${wanted.length} packages`);
  run("apt-get", [...apt, "download", "-qq", ...wanted], work);
  const root = path.join(work, "root");
  onStep("unpacking them");
  const files = readdirSync(work).filter((name) => name.endsWith(".deb"));
  return { root, packages: files.toSorted().map((file) => unpack(path.join(work, file), root)) };
}

function kernelPackage(apt: readonly string[], work: string): string {
  const depends = run("apt-cache", [...apt, "depends", KERNEL_PACKAGE], work);
  const name = /Depends: (linux-image-\S+)/.exec(depends)?.[1];
  if (name === undefined) throw new Error(`${KERNEL_PACKAGE} for i386 is in none of apt's sources`);
  return name;
}

function unpack(file: string, root: string): PackageRecord {
  run("dpkg-deb", ["-x", file, root], path.dirname(file));
  const field = (name: string): string => run("dpkg-deb", ["-f", file, name], path.dirname(file)).trim();
  return { name: field("Package"), version: field("Version"), sha256: sha256Of(readFileSync(file)) };
}

/** Lists and archives of its own, so that the host need not know the architecture. */
function aptOptions(work: string): string[] {
  for (const folder of ["lists/partial", "archives/partial"]) mkdirSync(path.join(work, folder), { recursive: true });
  return [
    "APT::Architecture=i386",
    "APT::Architectures::=i386",
    `Dir::State::lists=${path.join(work, "lists")}`,
    `Dir::Cache=${work}`,
    "Dir::State::status=/dev/null",
    "APT::Sandbox::User=root",
  ].flatMap((option) => ["-o", option]);
}

function run(program: string, args: readonly string[], cwd: string, { mayFail = false } = {}): string {
  const { status, stdout, stderr, error } = spawnSync(program, args, { cwd, encoding: "utf8" });
  if (error !== undefined) throw new Error(`${program} cannot be run: ${error.message}`);
  if (status !== 0 && !mayFail) throw new Error(`${program} ${args.at(-1)}: ${stderr.trim()}`);
  return stdout;
}

/** Hexadecimal. */
export function sha256Of(bytes: Uint8Array): string {
  return createHash("sha256").update(bytes).digest("hex");
}
