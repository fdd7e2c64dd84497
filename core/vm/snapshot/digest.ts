/**
 * The 64-bit digest of a machine, kept up by dirty page: a hash over the state of the CPU and its TLB, the hash of each
 * page of RAM, and the state of the devices. Only pages written since the last digest are hashed again.
 */
import { type LinearMemory, PAGE_BYTES } from "../layout.ts";
import { HASH_BYTES, putHash } from "./hash-digits.ts";

/** 64-bit hash of the bytes as 16 hexadecimal digits; `core/ports.ts` says which. */
export type Hash64 = (bytes: Uint8Array) => string;

export class Digest {
  readonly #memory: LinearMemory;
  readonly #hash: Hash64;
  /** State of CPU and TLB, then a hash for each page, then the devices. */
  #block: Uint8Array;
  readonly #pageHashes: number;
  readonly #devices: number;
  #epoch: number;

  /** @param memory in which only pages marked as written are not zero. */
  constructor(memory: LinearMemory, hash: Hash64) {
    this.#memory = memory;
    this.#hash = hash;
    this.#pageHashes = memory.state.length;
    this.#devices = this.#pageHashes + memory.pageEpochs.length * HASH_BYTES;
    this.#block = new Uint8Array(this.#devices + 4096);
    this.#epoch = 1;
    putHash(this.#block, this.#pageHashes, hash(new Uint8Array(PAGE_BYTES)));
    const hashes = this.#block.subarray(this.#pageHashes, this.#devices);
    for (let filled = HASH_BYTES; filled < hashes.length; filled *= 2) hashes.copyWithin(filled, 0, filled);
  }

  /** `other` is of a memory of which ours is a copy, epochs included: its hashes of pages are good here too. */
  adopt(other: Digest): void {
    this.#block.set(other.#block.subarray(this.#pageHashes, this.#devices), this.#pageHashes);
    this.#epoch = other.#epoch;
  }

  /** @param devices canonical bytes of all device state. */
  compute(devices: Uint8Array): string {
    const { pageEpochs, ram, state } = this.#memory;
    for (let page = 0; page < pageEpochs.length; page++) {
      if (pageEpochs[page]! < this.#epoch) continue;
      const bytes = ram.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
      putHash(this.#block, this.#pageHashes + page * HASH_BYTES, this.#hash(bytes));
    }
    this.#epoch = this.#memory.beginEpoch();
    const end = this.#devices + devices.length;
    if (end > this.#block.length) {
      const grown = new Uint8Array(end * 2);
      grown.set(this.#block);
      this.#block = grown;
    }
    this.#block.set(state);
    this.#block.set(devices, this.#devices);
    return this.#hash(this.#block.subarray(0, end));
  }
}
