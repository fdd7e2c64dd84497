/** Snapshots of machines in files: a mark, then the snapshot's bytes compressed by brotli. */
import { readFileSync, writeFileSync } from "node:fs";
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";
import { UsageError } from "../properties/usage-error.ts";

const MARK = Buffer.from("LockstepSnapshot");

export function writeSnapshotFile(path: string, snapshot: Uint8Array): void {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
  writeNamed("--save", path, Buffer.concat([MARK, brotliCompressSync(snapshot, { params })]));
}

/** The bytes of a file; those of a snapshot unpacked. */
export function readImageFile(path: string): Uint8Array {
  const bytes = readNamed("", path);
  if (!bytes.subarray(0, MARK.length).equals(MARK)) return bytes;
  try {
    return brotliDecompressSync(bytes.subarray(MARK.length));
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
