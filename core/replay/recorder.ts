/**
 * The recorder drives a machine that decides: everything the machine cannot compute by itself is answered here and
 * written down at its exact position (paper 2.1). All that lasts is in `Recording` and `Execution`.
 */
import type { Hash64, HostTime } from "../ports.ts";
import type { InputSource, MachineInput, MachineOutput, RunEnd, VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds, Position, Units } from "../vm/units.ts";
import { encodeBatch } from "./codec.ts";
import type { ControlOperation, EntryBody, EntryNumber, LogEntry, OutputNumber } from "./entry.ts";
import type { Execution } from "./execution.ts";
import { hashOfOutput, visible, type MadeOutput } from "./output.ts";

export interface Recording {
  /** Entries that no batch holds yet. */
  pending: LogEntry[];
  /** Bytes that they will take, roughly and not less. */
  pendingBytes: number;
  /** How soon they must travel: an output is waited for, inputs let the backup run on, notes can wait. */
  pendingHaste: Haste;
}

/** Ascending: nothing pending or notes only; inputs; an output. */
export type Haste = 0 | 1 | 2;

export function emptyRecording(): Recording {
  return { pending: [], pendingBytes: 0, pendingHaste: 0 };
}

/** Entries closed into one: what travels. */
export interface ClosedBatch {
  readonly first: EntryNumber;
  readonly through: EntryNumber;
  readonly horizon: Position;
  /** Holds an output: somebody waits for its acknowledgement. */
  readonly urgent: boolean;
  readonly bytes: Uint8Array;
}

/** No answer to a read in the middle of a unit takes more in the log: bounds what a run of so many units can write. */
export const readEntryMaxBytes = 12;

/** What a mutant of the recorder changes. */
export interface Tagging {
  /** Position to log for an input applied at `position`. */
  position(position: Position, input: MachineInput): Position;
}

export const tagging: Tagging = {
  position: (position) => position,
};

export interface RecorderParts {
  readonly hash: Hash64;
  readonly disks: "shared" | "non-shared";
  readonly tagging: Tagging;
}

export interface MadeByGuest {
  /** In the order in which the guest made them, those that the outside sees numbered. */
  readonly outputs: readonly MadeOutput[];
  readonly others: readonly Exclude<MachineOutput, { kind: "frame" | "console" }>[];
}

export class Recorder implements InputSource {
  readonly #machine: VirtualMachine;
  readonly #execution: Execution;
  readonly #recording: Recording;
  readonly #parts: RecorderParts;
  /** Guest time runs on from here, with the units of the slice. */
  #sliceNs: Nanoseconds = 0;
  #slicePosition: Position = 0;
  #unitsPerSecond = 1;
  #wallSeconds = 0;
  #running = false;

  constructor(machine: VirtualMachine, execution: Execution, recording: Recording, parts: RecorderParts) {
    this.#machine = machine;
    this.#execution = execution;
    this.#recording = recording;
    this.#parts = parts;
    machine.source = this;
  }

  /** Before anything else at one moment: the guest time of this moment, and how fast the guest runs from here. */
  at(guestNs: Nanoseconds, time: HostTime, unitsPerSecond: number): void {
    this.#sliceNs = Math.max(guestNs, this.#execution.guestNs);
    this.#slicePosition = this.#machine.position;
    this.#unitsPerSecond = unitsPerSecond;
    this.#wallSeconds = time.wallSeconds;
  }

  /** Guest time where the machine stands. */
  nowNs(): Nanoseconds {
    const units = this.#machine.position - this.#slicePosition;
    return Math.max(
      this.#execution.guestNs,
      this.#sliceNs + Math.floor((units * 1_000_000_000) / this.#unitsPerSecond),
    );
  }

  /** Units until guest time `dueNs`, rounded up; 0 when it has come. */
  unitsUntil(dueNs: Nanoseconds): Units {
    return Math.max(0, Math.ceil(((dueNs - this.nowNs()) * this.#unitsPerSecond) / 1_000_000_000));
  }

  guestNs(): Nanoseconds {
    const guestNs = this.nowNs();
    this.#execution.guestNs = guestNs;
    this.#log({ kind: "guest-clock", guestNs }, 0);
    return guestNs;
  }

  wallSeconds(): number {
    this.#log({ kind: "wall-clock", seconds: this.#wallSeconds }, 0);
    return this.#wallSeconds;
  }

  run(units: Units): RunEnd {
    this.#running = true;
    const end = this.#machine.run(units);
    this.#running = false;
    return end;
  }

  /** `logged`: the input as the log has it, less what the backup reads for itself (paper 4.2). */
  apply(input: MachineInput, logged = input): void {
    const { position } = this.#machine;
    if (input.kind === "timer") this.#execution.guestNs = input.atGuestNs;
    this.#append(
      { position: this.#parts.tagging.position(position, input), body: { kind: "input", input: logged } },
      dataBytes(logged),
    );
    this.#machine.apply(input);
  }

  /** Logs the outputs made since the last call. */
  collect(): MadeByGuest {
    const made = this.#machine.takeOutputs();
    if (made.length === 0) return nothingMade;
    const { position } = this.#machine;
    const { hash, disks } = this.#parts;
    const outputs: MadeOutput[] = [];
    const others: Exclude<MachineOutput, { kind: "frame" | "console" }>[] = [];
    for (const output of made) {
      const seen = visible(output, disks);
      if (!seen) {
        if (output.kind !== "frame" && output.kind !== "console") others.push(output);
        continue;
      }
      const number = this.#execution.nextOutput++;
      const digits = hashOfOutput(hash, seen);
      const entry = this.#log({ kind: "output", output: number, device: seen.kind, hash: digits }, 0);
      outputs.push({ output: number, entry, device: seen.kind, position, hash: digits, made: seen });
    }
    return { outputs, others };
  }

  /** Paper 2.2 and DESIGN 6: frames and console bytes up to this one are on the wire. */
  noteReleased(through: OutputNumber): void {
    this.#log({ kind: "released", through }, 0);
  }

  digest(): string {
    const digest = this.#machine.digest();
    this.#log({ kind: "digest", digest }, 0);
    return digest;
  }

  control(operation: ControlOperation): void {
    this.#log({ kind: "control", operation }, 0);
  }

  /** Between two units: what is pending, as one batch; null if nothing is. */
  closeBatch(): ClosedBatch | null {
    const recording = this.#recording;
    const { pending, pendingHaste } = recording;
    if (pending.length === 0) return null;
    const first = this.#execution.nextEntry - pending.length;
    const horizon = this.#machine.position;
    const bytes = encodeBatch({ first, entries: pending, horizon });
    recording.pending = [];
    recording.pendingBytes = 0;
    recording.pendingHaste = 0;
    return { first, through: first + pending.length - 1, horizon, urgent: pendingHaste === 2, bytes };
  }

  #log(body: EntryBody, bytes: number): EntryNumber {
    return this.#append({ position: this.#machine.position + (this.#running ? 1 : 0), body }, bytes);
  }

  #append(entry: LogEntry, bytes: number): EntryNumber {
    this.#recording.pending.push(entry);
    this.#recording.pendingBytes += entryBytes + bytes;
    const haste = hasteOf(entry.body);
    if (haste > this.#recording.pendingHaste) this.#recording.pendingHaste = haste;
    return this.#execution.nextEntry++;
  }
}

const entryBytes = readEntryMaxBytes;

function hasteOf(body: EntryBody): Haste {
  if (body.kind === "output" || body.kind === "control") return 2;
  return body.kind === "released" ? 0 : 1;
}

const nothingMade: MadeByGuest = { outputs: [], others: [] };

function dataBytes(input: MachineInput): number {
  switch (input.kind) {
    case "frame":
    case "serial":
    case "entropy":
      return input.bytes.length;
    case "disk":
      return input.data?.length ?? 0;
    case "timer":
    case "reset":
      return 0;
  }
}
