/**
 * A disk of 512-byte sectors; one never written reads as zeros. With a volatile cache a write is done once it is cached:
 * a flush makes it durable, a loss of power keeps any part of the rest. Impairments are what faults add.
 */
import type { Hash64 } from "../../core/ports.ts";
import { hashOfOutput } from "../../core/replay/output.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { VmPlace } from "../hosts/vm-place.ts";
import type { StorageAnswer, StorageCommand } from "../kernel/event.ts";
import type { Kernel } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/random.ts";
import type { Delay } from "../topology.ts";

export type DiskCommand = StorageCommand & { readonly what: "disk" };
export type DiskAnswer = StorageAnswer & { readonly what: "disk" };

/** Ways in which a disk says that all is well and it is not. */
export type DiskLie =
  | "lost-write"
  | "torn-write"
  | "misdirected-write"
  | "misdirected-read"
  | "short-read"
  | "lost-flush";

export interface DiskImpairment {
  /** Index of the fault that added it. */
  readonly fault: number;
  /** Commands of this host alone; null: of all. */
  readonly host: number | null;
  readonly delay?: Delay;
  /** Nothing is done before this time. */
  readonly stallUntilNs?: Nanoseconds;
  readonly bytesPerSecond?: number;
  /** Commands of this type fail, and change nothing. */
  readonly fails?: "read" | "write" | "any";
  /** Writes to sectors never written before fail: there is no room. */
  readonly full?: boolean;
  readonly lies?: DiskLie;
  /** Writes take effect this much later. */
  readonly holdWritesNs?: Nanoseconds;
  /** Strikes this share of the commands; absent: all. */
  readonly perMillion?: number;
  /** Strikes this many commands and then no more; null: as long as the fault lasts. */
  remaining: number | null;
}

export interface SavedDisk {
  readonly sectors: ReadonlyMap<number, Uint8Array>;
  /** Latest contents not yet durable, by sector. */
  readonly cached: ReadonlyMap<number, Uint8Array>;
  readonly unreadable: readonly number[];
  readonly impairments: readonly DiskImpairment[];
  readonly busyUntilNs: Nanoseconds;
}

export const sectorBytes = 512;

export class Disk {
  readonly #name: string;
  readonly #place: string;
  readonly #vm: string | undefined;
  impairments: DiskImpairment[];
  readonly #kernel: Kernel;
  readonly #hash: Hash64;
  readonly #latency: Delay;
  readonly #isCaching: boolean;
  readonly #random: RandomStream;
  /** Of its own, so that a fault's draws leave later delays as they were. */
  readonly #faultRandom: RandomStream;
  /** A sector's bytes are replaced, never changed: forks share them. */
  readonly #sectors: Map<number, Uint8Array>;
  readonly #cached: Map<number, Uint8Array>;
  /** Sectors that were lost at rest: reads fail until they are written again. */
  readonly #unreadable: Set<number>;
  #busyUntilNs: Nanoseconds;

  constructor(
    kernel: Kernel,
    options: {
      /** In the trace; with `place` where its platter is. */
      readonly name: string;
      readonly place: string;
      readonly vm: VmPlace;
      readonly hash: Hash64;
      readonly latency: Delay;
      readonly isCaching: boolean;
      /** Always, besides what faults add. */
      readonly errorsPerMillion?: number | undefined;
    },
    saved?: SavedDisk,
  ) {
    const { name, vm } = options;
    this.#name = name;
    this.#place = options.place;
    this.#vm = vm.name;
    this.#kernel = kernel;
    this.#hash = options.hash;
    this.#latency = options.latency;
    this.#isCaching = options.isCaching;
    this.#random = kernel.random.stream(`disk ${name}${vm.suffix}`);
    this.#faultRandom = kernel.random.stream(`disk ${name}${vm.suffix} faults`);
    this.#sectors = new Map(saved?.sectors);
    this.#cached = new Map(saved?.cached);
    this.#unreadable = new Set(saved?.unreadable);
    this.impairments = [...(saved?.impairments ?? ambient(options.errorsPerMillion ?? 0))];
    this.#busyUntilNs = saved?.busyUntilNs ?? 0;
  }

  save(): SavedDisk {
    return {
      sectors: new Map(this.#sectors),
      cached: new Map(this.#cached),
      unreadable: [...this.#unreadable],
      impairments: this.impairments.map((impairment) => ({ ...impairment })),
      busyUntilNs: this.#busyUntilNs,
    };
  }

  /** When a command that comes at `atNs` takes effect. */
  doneNs(host: number, command: DiskCommand, atNs: Nanoseconds): Nanoseconds {
    let doneNs = atNs + this.delayNs();
    for (const impairment of this.#of(host)) {
      const { delay, stallUntilNs, bytesPerSecond, holdWritesNs } = impairment;
      if (delay) doneNs += draw(delay, this.#faultRandom);
      if (stallUntilNs !== undefined) doneNs = Math.max(doneNs, stallUntilNs);
      if (bytesPerSecond !== undefined) {
        const byteCount = command.operation.sectorCount * sectorBytes;
        doneNs = Math.max(doneNs, this.#busyUntilNs) + Math.ceil((byteCount * 1_000_000_000) / bytesPerSecond);
        this.#busyUntilNs = doneNs;
      }
      if (holdWritesNs !== undefined && command.operation.type === "write") {
        doneNs += holdWritesNs;
        use(impairment);
      }
    }
    return doneNs;
  }

  /** Time that a command takes, without faults; the arbiter's record beside the disk takes as long. */
  delayNs(): Nanoseconds {
    return draw(this.#latency, this.#random);
  }

  carryOut(host: number, command: DiskCommand): DiskAnswer {
    const { operation } = command;
    const { type, sector, sectorCount, data } = operation;
    const answer = { what: "disk", by: command.by, operation: operation.operation, outcome: "ok", data: null } as const;
    if (this.#fails(host, command) || (type === "read" && this.#isUnreadable(sector, sectorCount)))
      return { ...answer, outcome: "error" };
    if (type === "read") return { ...answer, data: this.#readOut(host, sector, sectorCount) };
    if (type === "write" && data !== null) this.#write(host, command, data);
    if (type === "flush" && this.#lie(host, "lost-flush") === null) this.#makeDurable();
    return answer;
  }

  /** Power is lost: of what was written and not flushed, any part is durable. */
  losePower(): void {
    for (const [sector, bytes] of this.#cached) if (this.#faultRandom.chance(1, 2)) this.#sectors.set(sector, bytes);
    this.#cached.clear();
  }

  /** Flips one bit of a sector at rest. */
  flipBit(sector: number, bit: number): void {
    const bytes = (this.#cached.get(sector) ?? this.#sectors.get(sector) ?? new Uint8Array(sectorBytes)).slice();
    bytes[bit >>> 3]! ^= 1 << (bit & 7);
    this.#cached.delete(sector);
    this.#sectors.set(sector, bytes);
  }

  makeUnreadable(sector: number): void {
    this.#unreadable.add(sector);
  }

  heal(fault: number): void {
    this.impairments = this.impairments.filter((impairment) => impairment.fault !== fault);
  }

  /** Impairments that strike commands of a host now. */
  #of(host: number): DiskImpairment[] {
    return this.impairments.filter((one) => (one.host === null || one.host === host) && one.remaining !== 0);
  }

  #fails(host: number, { operation: { type, sector, sectorCount } }: DiskCommand): boolean {
    for (const impairment of this.#of(host)) {
      const { fails, full } = impairment;
      const isStruck = fails !== undefined && type !== "flush" && (fails === "any" || fails === type);
      const hasNoRoom = full === true && type === "write" && this.#isNew(sector, sectorCount);
      if ((!isStruck && !hasNoRoom) || !this.#isDrawn(impairment)) continue;
      use(impairment);
      return true;
    }
    return false;
  }

  #isDrawn({ perMillion }: DiskImpairment): boolean {
    return perMillion === undefined || this.#faultRandom.chance(perMillion, 1_000_000);
  }

  #isUnreadable(sector: number, sectorCount: number): boolean {
    if (this.#unreadable.size === 0) return false;
    for (let i = sector; i < sector + sectorCount; i++) if (this.#unreadable.has(i)) return true;
    return false;
  }

  #isNew(sector: number, sectorCount: number): boolean {
    for (let i = sector; i < sector + sectorCount; i++) if (!this.#sectors.has(i) && !this.#cached.has(i)) return true;
    return false;
  }

  /** The lie that is due, of those asked for, or null. */
  #lie(host: number, ...lies: DiskLie[]): DiskLie | null {
    const found = this.#of(host).find((impairment) => impairment.lies !== undefined && lies.includes(impairment.lies));
    if (!found) return null;
    use(found);
    return found.lies!;
  }

  #readOut(host: number, sector: number, sectorCount: number): Uint8Array {
    switch (this.#lie(host, "misdirected-read", "short-read")) {
      case "misdirected-read":
        return this.#read(sector + sectorCount, sectorCount);
      case "short-read": {
        const bytes = this.#read(sector, sectorCount);
        return bytes.fill(0, this.#faultRandom.below(sectorCount) * sectorBytes);
      }
      default:
        return this.#read(sector, sectorCount);
    }
  }

  #read(sector: number, sectorCount: number): Uint8Array {
    const bytes = new Uint8Array(sectorCount * sectorBytes);
    for (let i = 0; i < sectorCount; i++) {
      const held = this.#cached.get(sector + i) ?? this.#sectors.get(sector + i);
      if (held !== undefined) bytes.set(held, i * sectorBytes);
    }
    return bytes;
  }

  #write(host: number, command: DiskCommand, data: Uint8Array): void {
    const { operation, sectorCount } = command.operation;
    let { sector } = command.operation;
    const lie = this.#lie(host, "lost-write", "torn-write", "misdirected-write");
    if (lie === "lost-write") return;
    if (lie === "misdirected-write") sector += sectorCount;
    for (let i = 0; i < sectorCount; i++) {
      // Any part of a torn write may be missing, the first sector at least.
      if (lie === "torn-write" && (i === 0 || this.#faultRandom.chance(1, 2))) continue;
      const bytes = data.slice(i * sectorBytes, (i + 1) * sectorBytes);
      this.#unreadable.delete(sector + i);
      if (this.#isCaching) this.#cached.set(sector + i, bytes);
      else this.#sectors.set(sector + i, bytes);
    }
    const kernel = this.#kernel;
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place: this.#place,
      kind: "disk-written",
      vm: this.#vm,
      disk: this.#name,
      by: command.by,
      operation,
      sector,
      sectorCount,
      hash: hashOfOutput(this.#hash, { kind: "disk", operation: command.operation }),
      output: command.output,
    });
  }

  #makeDurable(): void {
    for (const [sector, bytes] of this.#cached) this.#sectors.set(sector, bytes);
    this.#cached.clear();
  }
}

/** What no fault added, and none takes away. */
function ambient(errorsPerMillion: number): readonly DiskImpairment[] {
  if (errorsPerMillion === 0) return [];
  return [{ fault: -1, host: null, fails: "any", perMillion: errorsPerMillion, remaining: null }];
}

function use(impairment: DiskImpairment): void {
  if (impairment.remaining !== null) impairment.remaining--;
}

function draw({ baseNs, jitterNs, tailPerMille, tailNs }: Delay, random: RandomStream): Nanoseconds {
  const jitter = jitterNs > 0 ? random.below(jitterNs + 1) : 0;
  return baseNs + jitter + (random.chance(tailPerMille, 1000) ? tailNs : 0);
}
