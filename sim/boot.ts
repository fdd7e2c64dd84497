/**
 * One machine by itself, without replication: what `lockstep boot` runs. Virtual time alone: a unit takes
 * `NS_PER_UNIT`, waiting in HLT skips to whatever comes next, and the disk, the entropy source and the network peer
 * answer after fixed times. The same image and options give the same digest at the same position.
 */
import { linearMemoryBytes } from "../core/vm/layout.ts";
import { imageLoader } from "../core/vm/loader/image.ts";
import type { DiskOperation, InputSource, MachineConfig, MachineInput, MachineOutput } from "../core/vm/machine-io.ts";
import { Machine } from "../core/vm/machine.ts";
import { SnapshotError } from "../core/vm/snapshot/snapshot-error.ts";
import { decodeSnapshot, encodeSnapshot, isSnapshot } from "../core/vm/snapshot/snapshot-bytes.ts";
import type { Nanoseconds, Units } from "../core/vm/units.ts";
import { peerAnswer } from "./boot-peer.ts";
import { RandomStreams } from "./kernel/random.ts";
import type { Platform } from "./platform.ts";

/** A CPU of 100 million units a second. */
const NS_PER_UNIT = 10;
const LATENCY_NS = { disk: 100_000, entropy: 10_000, net: 100_000 } as const;
/** 14 November 2023, 22:13:20 UTC. */
const WALL_SECONDS = 1_700_000_000;
/** Of the virtual card, unless a snapshot brings another. */
const MAC_ADDRESS = "525400000002";
const SECTOR_BYTES = 512;
const SEED_BYTES = 32;

export interface BootOptions {
  /** An image that `core/vm/loader` knows, or a snapshot, which brings its own configuration. */
  readonly image: Uint8Array;
  readonly commandLine: string;
  readonly initrd: Uint8Array | null;
  /** The disk's bytes, written to in place; whole sectors count. */
  readonly disk: Uint8Array | null;
  readonly ramBytes: number;
  readonly net: boolean;
  readonly seed: number;
  /** Ends with reason `limit` after so many units. */
  readonly maxUnits: Units;
  /** Ends with reason `until` when the console printed this. */
  readonly until: string | null;
  readonly onConsole: (byte: number) => void;
}

/** `halted`: in HLT, and nothing to come that could wake it. */
export type BootEnd = "until" | "debug-exit" | "shutdown" | "halted" | "limit";

export interface BootResult {
  readonly instructions: number;
  readonly position: number;
  readonly virtualNs: Nanoseconds;
  readonly reason: BootEnd;
  /** The byte written to the debug-exit port, or null. */
  readonly exitCode: number | null;
  readonly digest: string;
  /** All that the console printed, a character a byte. */
  readonly serial: string;
}

interface Pending {
  readonly atNs: Nanoseconds;
  readonly input: MachineInput;
}

export class BootSession implements InputSource {
  readonly #options: BootOptions;
  readonly #platform: Platform;
  readonly #machine: Machine;
  readonly #random: RandomStreams;
  /** Guest time at position 0, had it never waited. */
  #offsetNs: Nanoseconds;
  readonly #firstPosition: number;
  /** In the order in which they come due. */
  #pending: Pending[] = [];
  #serial: string[] = [];
  #tail = "";
  #exitCode: number | null = null;
  #end: BootEnd | null = null;

  /** @throws ImageError, SnapshotError */
  constructor(options: BootOptions, platform: Platform) {
    this.#options = options;
    this.#platform = platform;
    this.#random = new RandomStreams(`boot ${options.seed}`);
    const { image, disk, ramBytes, net, commandLine, initrd } = options;
    const state = isSnapshot(image) ? decodeSnapshot(image, platform.hash) : null;
    const diskSectors = disk === null ? null : Math.floor(disk.length / SECTOR_BYTES);
    const macAddress = net ? MAC_ADDRESS : null;
    const config: MachineConfig = state?.config ?? { ramBytes, macAddress, diskSectors, entropy: true };
    if (config.diskSectors !== diskSectors) throw new SnapshotError(otherDisk(config.diskSectors, diskSectors));
    const memory = platform.pool.take(linearMemoryBytes(config.ramBytes));
    this.#machine = new Machine(config, memory, this, platform.hash);
    if (state === null) {
      const randomSeed = this.#random.stream("setup_data").bytes(SEED_BYTES);
      this.#machine.load(imageLoader(image, { commandLine, initrd, randomSeed }));
    } else {
      this.#machine.restore(state);
    }
    this.#firstPosition = this.#machine.position;
    this.#offsetNs = this.#machine.latestGuestNs - this.#firstPosition * NS_PER_UNIT;
    for (const operation of this.#machine.startedDiskOperations()) this.#startDisk(operation);
    for (const { operation, byteCount } of this.#machine.startedEntropyRequests())
      this.#giveEntropy(operation, byteCount);
  }

  guestNs(): Nanoseconds {
    return this.#offsetNs + this.#machine.position * NS_PER_UNIT;
  }

  wallSeconds(): number {
    return WALL_SECONDS;
  }

  /** Runs up to `units` further; null if there is more to do. */
  advance(units: Units): BootEnd | null {
    const target = this.#machine.position + units;
    while (this.#end === null && this.#machine.position < target) this.#step(target - this.#machine.position);
    return this.#end;
  }

  /** All that the console printed so far, a character a byte. */
  get serial(): string {
    return this.#serial.join("");
  }

  /** Keys for the serial console. One that had halted for good may go on. */
  type(bytes: Uint8Array): void {
    this.#machine.apply({ kind: "serial", bytes });
    if (this.#end === "halted") this.#end = null;
  }

  /** The machine as a snapshot, not compressed. What the disk and the peer had yet to answer is asked again. */
  snapshot(): Uint8Array {
    this.#tellTime();
    return encodeSnapshot(this.#machine.save(), this.#platform.hash);
  }

  result(): BootResult {
    this.#tellTime();
    return {
      instructions: this.#machine.instructions,
      position: this.#machine.position,
      virtualNs: this.guestNs(),
      reason: this.#end ?? "limit",
      exitCode: this.#exitCode,
      digest: this.#machine.digest(),
      serial: this.serial,
    };
  }

  /** A snapshot holds the latest time that the machine was told: goes on from now, not from its last look at a clock. */
  #tellTime(): void {
    this.#machine.apply({ kind: "timer", atGuestNs: this.guestNs() });
  }

  #step(units: Units): void {
    const machine = this.#machine;
    const nowNs = this.guestNs();
    const timerNs = machine.nextTimerNs();
    const pending = this.#pending[0];
    if (pending !== undefined && pending.atNs <= nowNs) {
      this.#pending.shift();
      machine.apply(pending.input);
      this.#take(machine.takeOutputs());
      return;
    }
    if (timerNs !== null && timerNs <= nowNs) {
      machine.apply({ kind: "timer", atGuestNs: nowNs });
      return;
    }
    const nextNs = Math.min(pending?.atNs ?? Infinity, timerNs ?? Infinity);
    const untilNext = Math.ceil((nextNs - nowNs) / NS_PER_UNIT);
    const untilLimit = this.#firstPosition + this.#options.maxUnits - machine.position;
    if (untilLimit <= 0) {
      this.#end = "limit";
      return;
    }
    const end = machine.run(Math.min(units, untilNext, untilLimit));
    this.#take(machine.takeOutputs());
    if (end === "shutdown") this.#end ??= "shutdown";
    else if (end === "halted" && nextNs === Infinity) this.#end ??= "halted";
    else if (end === "halted") this.#offsetNs += Math.max(0, nextNs - this.guestNs());
  }

  #take(outputs: readonly MachineOutput[]): void {
    for (const output of outputs) {
      switch (output.kind) {
        case "console":
          this.#print(output.byte);
          break;
        case "debug-exit":
          this.#exitCode = output.code;
          this.#end ??= "debug-exit";
          break;
        case "frame": {
          const answer = peerAnswer(output.bytes);
          if (answer !== null) this.#later(LATENCY_NS.net, { kind: "frame", bytes: answer });
          break;
        }
        case "disk":
          this.#startDisk(output.operation);
          break;
        case "entropy":
          this.#giveEntropy(output.operation, output.byteCount);
          break;
        case "reset":
          this.#machine.apply({ kind: "reset" });
          // A snapshot brings no image that could be started anew.
          if (isSnapshot(this.#options.image)) this.#end ??= "shutdown";
          break;
      }
    }
  }

  #print(byte: number): void {
    const { onConsole, until } = this.#options;
    const character = String.fromCharCode(byte);
    this.#serial.push(character);
    onConsole(byte);
    if (until === null) return;
    this.#tail = (this.#tail + character).slice(-until.length);
    if (this.#tail === until) this.#end ??= "until";
  }

  #startDisk({ operation, type, sector, sectorCount, data }: DiskOperation): void {
    const { disk } = this.#options;
    const begin = sector * SECTOR_BYTES;
    const end = begin + sectorCount * SECTOR_BYTES;
    const ok = disk !== null && end <= disk.length;
    if (ok && data !== null) disk.set(data, begin);
    const read = ok && type === "read" ? disk.slice(begin, end) : null;
    this.#later(LATENCY_NS.disk, { kind: "disk", operation, ok, data: read });
  }

  #giveEntropy(operation: number, byteCount: number): void {
    const bytes = this.#random.stream("entropy").bytes(byteCount);
    this.#later(LATENCY_NS.entropy, { kind: "entropy", operation, bytes });
  }

  #later(delayNs: Nanoseconds, input: MachineInput): void {
    const atNs = this.guestNs() + delayNs;
    const index = this.#pending.findLastIndex((other) => other.atNs <= atNs) + 1;
    this.#pending.splice(index, 0, { atNs, input });
  }
}

function otherDisk(expected: number | null, found: number | null): string {
  const [has, given] = [expected, found].map((sectors) =>
    sectors === null ? "no disk" : `a disk of ${sectors} sectors`,
  );
  return `the snapshot's machine has ${has}: expected the same, found ${given}`;
}

/** Runs a machine to its end. */
export function bootMachine(options: BootOptions, platform: Platform): BootResult {
  const session = new BootSession(options, platform);
  while (session.advance(options.maxUnits) === null);
  return session.result();
}
