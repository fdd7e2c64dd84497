/** The cpio archive that Linux takes for an initramfs (Documentation/driver-api/early-userspace/buffer-format.rst). */
export interface ArchiveFile {
  readonly path: string;
  /** Type and permissions as in `st_mode`. */
  readonly mode: number;
  readonly bytes: Uint8Array;
  /** Major and minor number of a device node. */
  readonly device?: readonly [number, number];
}

export function newcArchive(files: readonly ArchiveFile[]): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [index, file] of [...files, { path: "TRAILER!!!", mode: 0, bytes: new Uint8Array(0) }].entries()) {
    parts.push(...entry(index + 1, file));
  }
  return Buffer.concat(parts);
}

function entry(inode: number, { path, mode, bytes, device = [0, 0] }: ArchiveFile): Uint8Array[] {
  const name = Buffer.from(`${path}\0`);
  const fields = [inode, mode, 0, 0, 1, 0, bytes.length, 0, 0, device[0], device[1], name.length, 0];
  const header = Buffer.from(`070701${fields.map((field) => field.toString(16).padStart(8, "0")).join("")}`);
  return [header, name, padding(header.length + name.length), bytes, padding(bytes.length)];
}

function padding(length: number): Uint8Array {
  return new Uint8Array((4 - (length % 4)) % 4);
}
