/** What a prepared guest was made from, and how that compares with what is on record (recorded.ts). */
import { readFileSync } from "node:fs";
import type { PackageRecord } from "./packages.ts";
import type { PreparedGuest } from "./prepared.ts";
import { recordedPackages, recordedSnapshots } from "./recorded.ts";

export interface Manifest {
  readonly packages: readonly PackageRecord[];
  /** SHA-256, hexadecimal, of `kernel`, `initrd` and the unpacked `snapshot`: the same packages make the same. */
  readonly files: Readonly<Record<string, string>>;
}

/**
 * One line: whether the guest is the one that pinned figures and repros are of. Debian's archive keeps the latest
 * versions only, so in time it is not; all works as well, with trace hashes of its own.
 */
export function provenance(name: string, { manifest }: PreparedGuest): string {
  let made: Manifest;
  try {
    made = JSON.parse(readFileSync(manifest, "utf8")) as Manifest;
  } catch {
    return "brought by its user";
  }
  const newer = made.packages.filter(({ name: one, sha256 }) => recordedPackages[one]?.sha256 !== sha256);
  if (newer.length > 0) {
    const which = newer.map((one) => `${one.name} ${one.version}, not ${recordedPackages[one.name]?.version ?? "any"}`);
    return `differs from what is on record: ${which.join("; ")}`;
  }
  const { snapshot } = made.files;
  return snapshot === undefined || snapshot === recordedSnapshots[name]
    ? "as on record"
    : "of the packages on record, but its snapshot is another: built by another version of this program";
}
