/**
 * Snapshots of machines as files: a mark, then the snapshot's bytes compressed by brotli. Of prepared guests, which lie in
 * a cache and which many runs start from, the bytes as they are: to unpack 57 MiB takes longer than to restore them.
 */
import { brotliCompressSync, brotliDecompressSync, constants } from "node:zlib";

const MARK = Buffer.from("LockstepSnapshot");

export function packSnapshot(snapshot: Uint8Array): Uint8Array {
  const params = { [constants.BROTLI_PARAM_QUALITY]: 1 };
  return Buffer.concat([MARK, brotliCompressSync(snapshot, { params })]);
}

export function isPackedSnapshot(bytes: Uint8Array): boolean {
  return MARK.equals(bytes.subarray(0, MARK.length));
}

/** What a file of either kind holds. @throws Error where packed bytes are damaged. */
export function snapshotIn(file: Uint8Array): Uint8Array {
  return isPackedSnapshot(file) ? unpackSnapshot(file) : file;
}

/** @throws Error where the bytes are damaged. */
export function unpackSnapshot(packed: Uint8Array): Uint8Array {
  return brotliDecompressSync(packed.subarray(MARK.length));
}
