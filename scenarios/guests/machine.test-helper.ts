/** A guest on the project's own machine, alone, with a clock that units move. */
import { readFileSync } from "node:fs";

import { imageLoader } from "../../core/vm/loader/image.ts";
import { linearMemoryBytes } from "../../core/vm/layout.ts";
import type { DiskOperation, MachineOutput } from "../../core/vm/machine-io.ts";
import { Machine } from "../../core/vm/machine.ts";
import { guestImagePath, guestNamed, type GuestName } from "./guests.ts";

const sectorBytes = 512;
const diskNs = 20_000;
const guestMac = "525400123456";

export class MachineGuest {
  readonly machine: Machine;
  console = "";
  exitCode: number | null = null;
  /** The disk, kept when the machine is restarted on it. */
  readonly disk: Uint8Array;
  #waitedNs = 0;
  #frames: Buffer[] = [];
  /** Disk operations on their way, in order. */
  readonly #disk: { readonly dueNs: number; readonly operation: DiskOperation }[] = [];

  readonly #nsPerUnit: number;

  constructor(name: GuestName, options: { commandLine?: string; disk?: Uint8Array; nsPerUnit?: number } = {}) {
    const guest = guestNamed(name);
    this.#nsPerUnit = options.nsPerUnit ?? 20;
    this.disk = options.disk ?? new Uint8Array((guest.diskSectors ?? 0) * sectorBytes);
    this.machine = new Machine(
      { ramBytes: guest.ramBytes, macAddress: guestMac, diskSectors: guest.diskSectors, entropy: true },
      new ArrayBuffer(linearMemoryBytes(guest.ramBytes)),
      { guestNs: () => this.nowNs, wallSeconds: () => 1_700_000_000 },
      () => "",
    );
    const commandLine = options.commandLine ?? guest.commandLine;
    this.machine.load(imageLoader(readFileSync(guestImagePath(name)), { commandLine, initrd: null, randomSeed: null }));
  }

  get nowNs(): number {
    return this.machine.position * this.#nsPerUnit + this.#waitedNs;
  }

  /** Runs until `done`, or the machine's end, for at most so much guest time. */
  run(done: () => boolean, limitNs = 5e9): void {
    const endNs = this.nowNs + limitNs;
    while (!done() && this.exitCode === null && this.nowNs < endNs) {
      const timerNs = this.machine.nextTimerNs();
      if (timerNs !== null && timerNs <= this.nowNs) {
        this.machine.apply({ kind: "timer", atGuestNs: this.nowNs });
        continue;
      }
      const first = this.#disk[0];
      if (first !== undefined && first.dueNs <= this.nowNs) {
        this.#disk.shift();
        this.#complete(first.operation);
        continue;
      }
      const dueNs = first !== undefined && first.dueNs < (timerNs ?? Infinity) ? first.dueNs : timerNs;
      const budget = dueNs === null ? 100_000 : Math.ceil((dueNs - this.nowNs) / this.#nsPerUnit);
      const end = this.machine.run(budget);
      for (const output of this.machine.takeOutputs()) this.#take(output);
      if (end === "shutdown") return;
      if (end !== "halted") continue;
      if (dueNs === null) return;
      this.#waitedNs += Math.max(0, dueNs - this.nowNs);
    }
  }

  waitFor(text: string): void {
    this.run(() => this.console.includes(text));
    if (!this.console.includes(text)) throw new Error(`console lacks "${text}": "${this.console}"`);
  }

  elapse(ms: number): void {
    this.run(() => false, ms * 1e6);
  }

  send(frame: Buffer): void {
    this.machine.apply({ kind: "frame", bytes: frame });
  }

  /** Sends a frame and runs until `accept` makes something of an answer. */
  ask<Answer>(frame: Buffer, accept: (frame: Buffer) => Answer | null, limitMs = 5000): Answer {
    this.#frames = [];
    this.send(frame);
    let answer: Answer | null = null;
    this.run(() => {
      while (answer === null && this.#frames.length > 0) answer = accept(this.#frames.shift() ?? Buffer.alloc(0));
      return answer !== null;
    }, limitMs * 1e6);
    if (answer === null) throw new Error(`no answer; console: "${this.console}"`);
    return answer;
  }

  #take(output: MachineOutput): void {
    if (output.kind === "console") this.console += String.fromCharCode(output.byte);
    if (output.kind === "frame") this.#frames.push(Buffer.from(output.bytes));
    if (output.kind === "debug-exit") this.exitCode = output.code;
    if (output.kind === "reset") this.machine.apply({ kind: "reset" });
    if (output.kind === "entropy") {
      this.machine.apply({ kind: "entropy", operation: output.operation, bytes: new Uint8Array(output.byteCount) });
    }
    if (output.kind === "disk") this.#disk.push({ dueNs: this.nowNs + diskNs, operation: output.operation });
  }

  #complete({ operation, type, sector, sectorCount, data }: DiskOperation): void {
    const at = sector * sectorBytes;
    if (data !== null) this.disk.set(data, at);
    const read = type === "read" ? this.disk.slice(at, at + sectorCount * sectorBytes) : null;
    this.machine.apply({ kind: "disk", operation, ok: true, data: read });
  }
}
