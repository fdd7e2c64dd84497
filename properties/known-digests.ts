/** Digests that an owner took, for its backup's to be held against. In bounded memory. */
import type { ReplicaId } from "../core/ft/record.ts";
import type { EntryNumber } from "../core/replay/entry.ts";
import type { Position } from "../core/vm/units.ts";

/** A backup lags by less than this many entries with a digest: the log buffer is smaller. */
const KEPT_ENTRIES = 4_096;

export interface KnownDigest {
  readonly by: ReplicaId;
  readonly position: Position;
  readonly digest: string;
}

export class KnownDigests {
  /** By the last entry that the machine had taken: where a clone is cut off, there is a second one after the same. */
  readonly #after = new Map<EntryNumber, readonly KnownDigest[]>();

  keep(entry: EntryNumber, digest: KnownDigest): void {
    const others = (this.#after.get(entry) ?? []).filter(({ position }) => position !== digest.position);
    if (others.length === 0 && this.#after.size >= KEPT_ENTRIES)
      for (const oldest of this.#after.keys()) if (this.#after.delete(oldest)) break;
    this.#after.set(entry, [...others, digest]);
  }

  /** The one to compare with: at that position or, where none was taken there, the latest after that entry. */
  at(entry: EntryNumber, position: Position): KnownDigest | undefined {
    const known = this.#after.get(entry);
    return known?.find((one) => one.position === position) ?? known?.at(-1);
  }

  forgetBeyond(entry: EntryNumber): void {
    for (const later of this.#after.keys()) if (later > entry) this.#after.delete(later);
  }

  clear(): void {
    this.#after.clear();
  }
}
