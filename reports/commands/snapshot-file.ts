/** Files that the user named: images, snapshots, others. */
import { readFileSync, writeFileSync } from "node:fs";
import { isSnapshot } from "../../core/vm/snapshot/snapshot-bytes.ts";
import { UsageError } from "../../properties/usage-error.ts";
import { isPackedSnapshot, packSnapshot, unpackSnapshot } from "../../scenarios/snapshot-file.ts";

export function writeSnapshotFile(path: string, snapshot: Uint8Array): void {
  writeNamed("--save", path, packSnapshot(snapshot));
}

/** The bytes of a file; those of a snapshot unpacked. */
export function readImageFile(path: string): Uint8Array {
  const bytes = readNamed("", path);
  if (!isPackedSnapshot(bytes)) return bytes;
  const snapshot = unpacked(path, bytes);
  // Anything else would be started as a flat image.
  if (!isSnapshot(snapshot)) throw new UsageError(`${path}: a damaged snapshot: no machine in it`);
  return snapshot;
}

function unpacked(path: string, packed: Uint8Array): Uint8Array {
  try {
    return unpackSnapshot(packed);
  } catch (error) {
    throw new UsageError(`${path}: a damaged snapshot: ${(error as Error).message}`);
  }
}

/** `option` as it stands in the message, with a dash, or nothing. */
export function readNamed(option: string, path: string): Buffer {
  try {
    return readFileSync(path);
  } catch (error) {
    const missing = (error as NodeJS.ErrnoException).code === "ENOENT";
    throw new UsageError(`${option} ${path}: ${missing ? "no such file" : (error as Error).message}`.trimStart());
  }
}

export function writeNamed(option: string, path: string, bytes: Uint8Array): void {
  try {
    writeFileSync(path, bytes);
  } catch (error) {
    throw new UsageError(`${option} ${path}: ${(error as Error).message}; expected a file that can be written`);
  }
}
