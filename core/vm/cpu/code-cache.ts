/**
 * Decoded instructions, cached by physical page. A block is a straight run of records (record.ts) within one page,
 * found by its first byte, the mode it was decoded for and the version of the page. A write into
 * a page takes its version away, if it hits one of the 64-byte chunks that instructions were decoded from.
 *
 * All machines of a process keep their blocks in one array, since the interpreter's loop is a third faster over one that is
 * a constant to V8. No version is given twice, so machines do not see each other's blocks, save those that a fork takes
 * over together with the pages that they were decoded from.
 *
 * Nothing here is architectural: the cache may be emptied between any two units.
 */
import { RECORD_WORDS } from "./record.ts";

/** Most instructions in a block, without the record that ends it. */
export const BLOCK_MAX = 32;
/** Words before a block's first record: number of its instructions, page version, place in the page (`placeOf`). */
const BLOCK_HEADER = 3;
/** pc of the scratch block, for blocks that are used once. It is of no page. */
export const SCRATCH = BLOCK_HEADER;
const NO_VERSION = -1;
/** Words for the scratch block: all records of a block, its end, and one that `leaveBlock` may replace. */
export const SCRATCH_WORDS = BLOCK_HEADER + (BLOCK_MAX + 2) * RECORD_WORDS;
const LARGEST_BLOCK = SCRATCH_WORDS;

/** Records, from the scratch block on. Pages of it cost memory once they are used. */
export const CODE = new Int32Array(1 << 21);
const TABLE_SIZE = 1 << 16;
/** By hash of page version and place (`slotOf`): pc of the block that was entered last, or `SCRATCH`. */
export const TABLE = new Int32Array(TABLE_SIZE);

/** Where the next block goes. */
let end = SCRATCH_WORDS;
/** The latest version that was given to a page. */
let latest = 0;

CODE[SCRATCH - 2] = NO_VERSION;
TABLE.fill(SCRATCH);

/** Where in its page a block begins, and the mode that it was decoded for. */
function placeOf(physical: number, mode: number): number {
  return (physical & 0xfff) | (mode << 12);
}

/** What the slots of all blocks of a page have in common. */
export function saltOf(version: number): number {
  return Math.imul(version, 0x9e37_79b1) >>> 12;
}

/** As in the interpreter's loop (hot/source.ts). */
function slotOf(place: number, version: number): number {
  return (place ^ saltOf(version)) & (TABLE_SIZE - 1);
}

export class CodeCache {
  /** By physical page: version of its bytes that blocks were decoded from; 0 if there are none. */
  readonly #versions: Int32Array;
  /** By physical page, two words: bit per 64-byte chunk that code was decoded from. */
  readonly #chunks: Int32Array;

  constructor(ramBytes: number) {
    this.#versions = new Int32Array(ramBytes >>> 12);
    this.#chunks = new Int32Array((ramBytes >>> 12) * 2);
  }

  /** Takes over what was decoded from another machine's RAM, which is byte for byte the same. */
  adopt(other: CodeCache): void {
    this.#versions.set(other.#versions);
    this.#chunks.set(other.#chunks);
  }

  /** pc of the block for this address and mode, or 0. */
  find(physical: number, mode: number): number {
    const version = this.#versions[physical >>> 12] as number;
    if (version === 0) return 0;
    const place = placeOf(physical, mode);
    const pc = TABLE[slotOf(place, version)] as number;
    return CODE[pc - 2] === version && CODE[pc - 1] === place ? pc : 0;
  }

  /** Room for a block: its pc. Drops the blocks of all machines if there is none left. */
  allocate(): number {
    if (end + LARGEST_BLOCK > CODE.length) {
      TABLE.fill(SCRATCH);
      end = SCRATCH_WORDS;
    }
    return end + BLOCK_HEADER;
  }

  /** Enters a block of `count` instructions, `words` words of records, decoded from `byteCount` bytes. */
  add(pc: number, physical: number, mode: number, count: number, words: number, byteCount: number): void {
    const page = physical >>> 12;
    if (this.#versions[page] === 0) this.#versions[page] = latest = (latest + 1) & 0x7fff_ffff || 1;
    const version = this.#versions[page] as number;
    const place = placeOf(physical, mode);
    CODE[pc - 3] = count;
    CODE[pc - 2] = version;
    CODE[pc - 1] = place;
    TABLE[slotOf(place, version)] = pc;
    end = pc + words;
    const last = ((physical & 0xfff) + byteCount - 1) >> 6;
    for (let chunk = (physical & 0xfff) >> 6; chunk <= last; chunk += 1) {
      this.#chunks[page * 2 + (chunk >> 5)]! |= 1 << (chunk & 31);
    }
  }

  /** 0: no blocks were decoded from the page as it is. */
  versionOf(page: number): number {
    return this.#versions[page] as number;
  }

  hasCode(page: number): boolean {
    return this.#versions[page] !== 0;
  }

  /** Bytes within one page were written. Whether decoded instructions were among them; they are dropped then. */
  written(physical: number, byteCount: number): boolean {
    const page = physical >>> 12;
    if (this.#versions[page] === 0) return false;
    const first = (physical & 0xfff) >> 6;
    const last = ((physical & 0xfff) + byteCount - 1) >> 6;
    for (let chunk = first; chunk <= last; chunk += 1) {
      if ((this.#chunks[page * 2 + (chunk >> 5)]! & (1 << (chunk & 31))) !== 0) {
        this.#dropPage(page);
        return true;
      }
    }
    return false;
  }

  #dropPage(page: number): void {
    this.#versions[page] = 0;
    this.#chunks[page * 2] = 0;
    this.#chunks[page * 2 + 1] = 0;
  }
}
