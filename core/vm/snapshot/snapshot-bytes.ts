/**
 * A machine's state as bytes, for files and the wire: canonical (equal states give equal bytes), with a version and a
 * hash over all of them. Compression is the business of whoever writes the file.
 *
 * An incremental snapshot holds the pages that differ from those of a base, and names it by its hash.
 */
import { PAGE_BYTES } from "../layout.ts";
import type { Hash64 } from "./digest.ts";
import { visitConfig } from "./machine-config.ts";
import { type MachineState, samePage } from "./machine-state.ts";
import { SnapshotError } from "./snapshot-error.ts";
import { StateReader } from "./state-reader.ts";
import { StateWriter } from "./state-writer.ts";

const VERSION = 1;
/** "LockstVM". */
const MAGIC = Uint8Array.of(0x4c, 0x6f, 0x63, 0x6b, 0x73, 0x74, 0x56, 0x4d);
const HASH_DIGITS = 16;

const PageKind = { zero: 0, bytes: 1 } as const;

export function isSnapshot(bytes: Uint8Array): boolean {
  return MAGIC.every((byte, i) => bytes[i] === byte);
}

/** @param base what the other side has already, or null for a full snapshot. */
export function encodeSnapshot(state: MachineState, hash: Hash64, base: MachineState | null = null): Uint8Array {
  const pages = [...state.pages.entries()].filter(([page, bytes]) => !samePage(bytes, base?.pages[page] ?? null));
  const writer = new StateWriter(state.devices.length + pages.length * (PAGE_BYTES + 16) + 256);
  for (const byte of MAGIC) writer.u8("magic", byte);
  writer.u16("version", VERSION);
  writer.bytes("base", asciiBytes(base === null ? "" : stateHash(base, hash)));
  writer.bytes("devices", state.devices);
  writer.u32("pages", state.pages.length);
  writer.list("changed pages", pages, (visitor, entry) => {
    const [page, bytes] = entry!;
    visitor.u32("page", page);
    const zero = samePage(bytes, null);
    visitor.u8("kind", zero ? PageKind.zero : PageKind.bytes);
    if (!zero) visitor.bytes("bytes", bytes!);
    return entry!;
  });
  for (const byte of asciiBytes(hash(writer.view()))) writer.u8("hash", byte);
  return writer.view();
}

/**
 * @param bytes not written to afterwards: the state refers to them.
 * @param base the state that an incremental snapshot builds upon.
 * @throws SnapshotError if the bytes are damaged, of another version, or of another base.
 */
export function decodeSnapshot(bytes: Uint8Array, hash: Hash64, base: MachineState | null = null): MachineState {
  if (!isSnapshot(bytes)) throw new SnapshotError("not a snapshot of a machine");
  if (bytes.length < MAGIC.length + 2 + HASH_DIGITS) throw new SnapshotError("the snapshot is damaged: it is cut off");
  const version = bytes[MAGIC.length]! | (bytes[MAGIC.length + 1]! << 8);
  if (version !== VERSION) throw new SnapshotError(`snapshot of version ${version}, this program reads ${VERSION}`);
  const end = bytes.length - HASH_DIGITS;
  if (hash(bytes.subarray(0, Math.max(0, end))) !== String.fromCharCode(...bytes.subarray(end))) {
    throw new SnapshotError("the snapshot is damaged: its hash does not match its bytes");
  }
  const reader = new StateReader(bytes.subarray(MAGIC.length + 2, end));
  const baseHash = String.fromCharCode(...reader.bytes("base", MAGIC));
  if (baseHash !== (base === null ? "" : stateHash(base, hash))) {
    throw new SnapshotError(
      baseHash === ""
        ? "a full snapshot: it builds upon no other"
        : `the snapshot builds upon another one, ${baseHash}`,
    );
  }
  const devices = reader.bytes("devices", MAGIC);
  const pageCount = reader.u32("pages", 0);
  const config = visitConfig(new StateReader(devices), {
    ramBytes: 0,
    macAddress: null,
    diskSectors: null,
    entropy: false,
  });
  if (config.ramBytes !== pageCount * PAGE_BYTES) throw new SnapshotError("the snapshot's RAM is not of its size");
  const pages = Array.from({ length: pageCount }, (_, page): Uint8Array | null => base?.pages[page] ?? null);
  reader.list<null>("changed pages", [], () => {
    const page = reader.u32("page", 0);
    if (page >= pageCount) throw new SnapshotError(`page ${page} of ${pageCount}`);
    pages[page] = reader.u8("kind", 0) === PageKind.zero ? null : reader.view("bytes");
    if (pages[page] !== null && pages[page].length !== PAGE_BYTES)
      throw new SnapshotError(`page ${page} has a wrong size`);
    return null;
  });
  reader.end();
  return { config, devices, pages };
}

function stateHash(state: MachineState, hash: Hash64): string {
  return hash(encodeSnapshot(state, hash));
}

function asciiBytes(text: string): Uint8Array {
  return Uint8Array.from({ length: text.length }, (_, i) => text.charCodeAt(i));
}
