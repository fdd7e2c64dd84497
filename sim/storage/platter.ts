/** Sectors of 512 bytes. One never written reads as zeros. */
import type { Hash64 } from "../../core/ports.ts";
import type { StorageAnswer, StorageCommand } from "../kernel/event.ts";
import type { Kernel } from "../kernel/kernel.ts";

const sectorBytes = 512;

export interface SavedPlatter {
  readonly sectors: ReadonlyMap<number, Uint8Array>;
}

export class Platter {
  readonly #kernel: Kernel;
  readonly #name: string;
  readonly #hash: Hash64;
  /** A sector's bytes are replaced, never changed: forks share them. */
  readonly #sectors: Map<number, Uint8Array>;

  constructor(kernel: Kernel, name: string, hash: Hash64, saved?: SavedPlatter) {
    this.#kernel = kernel;
    this.#name = name;
    this.#hash = hash;
    this.#sectors = new Map(saved?.sectors);
  }

  save(): SavedPlatter {
    return { sectors: new Map(this.#sectors) };
  }

  carryOut(command: StorageCommand & { readonly what: "disk" }): StorageAnswer {
    const { operation } = command;
    const { sector, sectorCount, data } = operation;
    const done = { what: "disk", operation: operation.operation, outcome: "ok" } as const;
    if (operation.type === "read") return { ...done, data: this.#read(sector, sectorCount) };
    if (operation.type === "write" && data !== null) {
      for (let i = 0; i < sectorCount; i++) {
        this.#sectors.set(sector + i, data.slice(i * sectorBytes, (i + 1) * sectorBytes));
      }
      const kernel = this.#kernel;
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place: this.#name === "shared" ? "storage" : `disk:${this.#name}`,
        kind: "disk-written",
        disk: this.#name,
        by: command.by,
        operation: operation.operation,
        sector,
        sectorCount,
        hash: this.#hash(data),
        output: command.output,
      });
    }
    return { ...done, data: null };
  }

  #read(sector: number, sectorCount: number): Uint8Array {
    const bytes = new Uint8Array(sectorCount * sectorBytes);
    for (let i = 0; i < sectorCount; i++) {
      const held = this.#sectors.get(sector + i);
      if (held !== undefined) bytes.set(held, i * sectorBytes);
    }
    return bytes;
  }
}
