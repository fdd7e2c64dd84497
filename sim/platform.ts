/** What core cannot make by itself and a run cannot wait for: hashing and memory, both over WebAssembly. */
import xxhash from "xxhash-wasm";
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

/** Keeps what is given back, cleared when taken again. */
class WasmMemoryPool implements MemoryPool {
  readonly #free = new Map<number, ArrayBuffer[]>();

  take(byteCount: number): ArrayBuffer {
    const pages = Math.ceil(byteCount / pageBytes);
    const kept = this.#free.get(pages)?.pop();
    if (kept) {
      new Uint8Array(kept).fill(0);
      return kept;
    }
    return new WebAssembly.Memory({ initial: pages, maximum: pages }).buffer;
  }

  give(memory: ArrayBuffer): void {
    const pages = memory.byteLength / pageBytes;
    const kept = this.#free.get(pages);
    if (kept) kept.push(memory);
    else this.#free.set(pages, [memory]);
  }
}

/** Once for a process, before the first run: nothing within a run is asynchronous. */
export async function createPlatform(): Promise<Platform> {
  const api = await xxhash();
  return {
    hash: (bytes) => api.h64Raw(bytes, 0n).toString(16).padStart(16, "0"),
    pool: new WasmMemoryPool(),
  };
}
