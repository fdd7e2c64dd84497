/** What core cannot make by itself and a run cannot wait for: hashing and memory, both over WebAssembly. */
import xxhash, { type XXHashAPI } from "xxhash-wasm";
import type { Hash64, MemoryPool } from "../core/ports.ts";

declare const WebAssembly: {
  readonly Memory: new (size: { readonly initial: number; readonly maximum: number }) => {
    readonly buffer: ArrayBuffer;
  };
};

export interface Platform {
  readonly hash: Hash64;
  /** Has room for all: how much a host has is a matter of its world. */
  readonly pool: WasmMemoryPool;
}

const pageBytes = 65_536;
const hashedAtOnceBytes = 65_536;

/** Keeps what is given back, as it is: who takes it says whether it has to be cleared, which takes as long as a copy. */
class WasmMemoryPool implements MemoryPool {
  readonly #free = new Map<number, ArrayBuffer[]>();

  /** All zero: for a machine that powers on. */
  take(byteCount: number): ArrayBuffer {
    const kept = this.#kept(byteCount);
    if (kept === undefined) return freshMemory(byteCount);
    new Uint8Array(kept).fill(0);
    return kept;
  }

  /** With whatever its last user left: for a fork, which overwrites all of it. */
  takeUncleared(byteCount: number): ArrayBuffer {
    return this.#kept(byteCount) ?? freshMemory(byteCount);
  }

  #kept(byteCount: number): ArrayBuffer | undefined {
    return this.#free.get(wasmPages(byteCount))?.pop();
  }

  give(memory: ArrayBuffer): void {
    const pages = wasmPages(memory.byteLength);
    const kept = this.#free.get(pages);
    if (kept) kept.push(memory);
    else this.#free.set(pages, [memory]);
  }
}

function wasmPages(byteCount: number): number {
  return Math.ceil(byteCount / pageBytes);
}

function freshMemory(byteCount: number): ArrayBuffer {
  const pages = wasmPages(byteCount);
  return new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer;
}

/** In pieces: what is hashed at once is copied into memory of its own first, which for a snapshot takes five times as long. */
function hashOf(api: XXHashAPI, bytes: Uint8Array): bigint {
  if (bytes.length <= hashedAtOnceBytes) return api.h64Raw(bytes, 0n);
  const hash = api.create64(0n);
  for (let at = 0; at < bytes.length; at += hashedAtOnceBytes) hash.update(bytes.subarray(at, at + hashedAtOnceBytes));
  return hash.digest();
}

/** Once for a process, before the first run: nothing within a run is asynchronous. */
export async function createPlatform(): Promise<Platform> {
  const api = await xxhash();
  return {
    hash: (bytes) => hashOf(api, bytes).toString(16).padStart(16, "0"),
    pool: new WasmMemoryPool(),
  };
}
