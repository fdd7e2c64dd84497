/**
 * Decoded instructions, cached by physical page. A block is a straight run of records (record.ts) within one page,
 * found by the physical address of its first byte and the mode it was decoded for. A write into a page drops all blocks
 * of the page, if it hits one of the 64-byte chunks that instructions were decoded from.
 *
 * Nothing here is architectural: the cache may be emptied between any two units.
 */
import { RECORD_WORDS } from "./record.ts";

/** Most instructions in a block, without the record that ends it. */
export const BLOCK_MAX = 32;
/** Words before a block's first record: number of its instructions, page generation, physical address, mode. */
const BLOCK_HEADER = 4;
/** pc of the scratch block, for blocks that are used once. */
export const SCRATCH = BLOCK_HEADER;

const FIRST_WORDS = 1 << 14;
const MAX_WORDS = 1 << 20;
const TABLE_SIZE = 1 << 14;
/** Words for the scratch block: all records of a block, its end, and one that `leaveBlock` may replace. */
export const SCRATCH_WORDS = BLOCK_HEADER + (BLOCK_MAX + 2) * RECORD_WORDS;
const LARGEST_BLOCK = SCRATCH_WORDS;

export class CodeCache {
  code = new Int32Array(FIRST_WORDS);
  /** By hash of address and mode: pc of the block that was entered last, or 0. */
  readonly table = new Int32Array(TABLE_SIZE);
  /** By physical page: raised when its blocks are dropped. */
  readonly #generations: Int32Array;
  /** By physical page, two words: bit per 64-byte chunk that code was decoded from. */
  readonly #chunks: Int32Array;
  #end = SCRATCH_WORDS;

  constructor(ramBytes: number) {
    this.#generations = new Int32Array(ramBytes >>> 12);
    this.#chunks = new Int32Array((ramBytes >>> 12) * 2);
  }

  /** pc of the block for this address and mode, or 0. */
  find(physical: number, mode: number): number {
    const pc = this.table[slotOf(physical, mode)];
    if (pc === 0) return 0;
    const code = this.code;
    if (code[pc - 2] !== physical || code[pc - 1] !== mode) return 0;
    return code[pc - 3] === this.#generations[physical >>> 12] ? pc : 0;
  }

  /** Room for a block: its pc. May replace `code`, or drop all blocks. */
  allocate(): number {
    if (this.#end + LARGEST_BLOCK > this.code.length) {
      if (this.code.length < MAX_WORDS) {
        const grown = new Int32Array(this.code.length * 4);
        grown.set(this.code);
        this.code = grown;
      } else {
        this.clear();
      }
    }
    return this.#end + BLOCK_HEADER;
  }

  /** Enters a block of `count` instructions, `words` words of records, decoded from `byteCount` bytes. */
  add(pc: number, physical: number, mode: number, count: number, words: number, byteCount: number): void {
    const page = physical >>> 12;
    this.code[pc - 4] = count;
    this.code[pc - 3] = this.#generations[page];
    this.code[pc - 2] = physical;
    this.code[pc - 1] = mode;
    this.table[slotOf(physical, mode)] = pc;
    this.#end = pc + words;
    const last = ((physical & 0xfff) + byteCount - 1) >> 6;
    for (let chunk = (physical & 0xfff) >> 6; chunk <= last; chunk += 1) {
      this.#chunks[page * 2 + (chunk >> 5)] |= 1 << (chunk & 31);
    }
  }

  generationOf(page: number): number {
    return this.#generations[page];
  }

  hasCode(page: number): boolean {
    return (this.#chunks[page * 2] | this.#chunks[page * 2 + 1]) !== 0;
  }

  /** Bytes within one page were written. Whether decoded instructions were among them; they are dropped then. */
  written(physical: number, byteCount: number): boolean {
    const page = physical >>> 12;
    const first = (physical & 0xfff) >> 6;
    const last = ((physical & 0xfff) + byteCount - 1) >> 6;
    for (let chunk = first; chunk <= last; chunk += 1) {
      if ((this.#chunks[page * 2 + (chunk >> 5)] & (1 << (chunk & 31))) !== 0) {
        this.dropPage(page);
        return true;
      }
    }
    return false;
  }

  dropPage(page: number): void {
    this.#generations[page] += 1;
    this.#chunks[page * 2] = 0;
    this.#chunks[page * 2 + 1] = 0;
  }

  private clear(): void {
    this.table.fill(0);
    this.#chunks.fill(0);
    this.#end = SCRATCH_WORDS;
  }
}

function slotOf(physical: number, mode: number): number {
  return (physical ^ (physical >>> 14) ^ (mode << 9)) & (TABLE_SIZE - 1);
}
