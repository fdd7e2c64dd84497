/**
 * The replayer drives a machine that follows: it runs to exactly the position of the next entry, not one unit before
 * or after, and applies it; reads in the middle of a unit are answered by the log alone. It never runs past the
 * horizon, up to which the log is known to be whole. Anything that does not fit is a `Divergence`.
 */
import type { Hash64 } from "../ports.ts";
import type { DiskOperation, InputSource, MachineInput, VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds, Position, Units } from "../vm/units.ts";
import type { Batch } from "./codec.ts";
import type { ControlOperation, EntryBody, EntryNumber, LogEntry, OutputNumber } from "./entry.ts";
import type { Execution } from "./execution.ts";
import { hashOfOutput, visible, type MadeOutput } from "./output.ts";

/** What was received and not yet applied. */
export interface Replaying {
  queue: LogEntry[];
  /** Index in `queue` of the entry numbered `Execution.nextEntry`. */
  head: number;
  /** Number of the last entry received. */
  received: EntryNumber;
  /** The log is whole up to here. */
  horizon: Position;
}

/** The execution left the log: a bug of the machine or of the hardware. The replica must never go live (DESIGN 6). */
export class Divergence extends Error {
  override readonly name = "Divergence";
  readonly position: Position;
  readonly expected: string;
  readonly found: string;

  constructor(position: Position, expected: string, found: string) {
    super(`at position ${position}: expected ${expected}, found ${found}`);
    this.position = position;
    this.expected = expected;
    this.found = found;
  }
}

/** What a mutant of the replayer changes. */
export interface Delivery {
  /** Where an asynchronous entry is applied. */
  position(entry: LogEntry, machine: VirtualMachine): Position;
  /** How far the machine may run for want of entries. */
  horizon(replaying: Replaying): Position;
  /** Guest time for a read in the middle of a unit. */
  guestNs(logged: Nanoseconds, local: Nanoseconds): Nanoseconds;
  /** Whether what the replica found contradicts the log. */
  differs(expected: string, found: string): boolean;
}

export const delivery: Delivery = {
  position: (entry) => entry.position,
  horizon: (replaying) => replaying.horizon,
  guestNs: (logged) => logged,
  differs: (expected, found) => expected !== found,
};

/** Who wants to know what the log said and what the guest did. */
export interface ReplayListener {
  /** What to apply for a logged input; null: not yet (a backup read that is under way). */
  input(input: MachineInput): MachineInput | null;
  applied(input: MachineInput): void;
  made(output: MadeOutput): void;
  /** A disk operation that is no output: a read, a flush, a write to a non-shared disk. */
  started(operation: DiskOperation): void;
  released(through: OutputNumber): void;
  digest(position: Position, digest: string): void;
  control(operation: ControlOperation): void;
  /** The guest killed itself, where the log has it. */
  shutDown(): void;
}

export interface ReplayerParts {
  readonly hash: Hash64;
  readonly disks: "shared" | "non-shared";
  readonly delivery: Delivery;
}

export class Replayer implements InputSource {
  readonly #machine: VirtualMachine;
  readonly #execution: Execution;
  readonly #replaying: Replaying;
  readonly #parts: ReplayerParts;
  readonly #listener: ReplayListener;
  #running = false;
  #localNs: Nanoseconds = 0;

  constructor(
    machine: VirtualMachine,
    execution: Execution,
    replaying: Replaying,
    parts: ReplayerParts,
    listener: ReplayListener,
  ) {
    this.#machine = machine;
    this.#execution = execution;
    this.#replaying = replaying;
    this.#parts = parts;
    this.#listener = listener;
    machine.source = this;
  }

  /** Entries that follow those received before. */
  receive(batch: Batch): void {
    const replaying = this.#replaying;
    if (batch.first !== replaying.received + 1) throw new Error(`entry ${batch.first} after ${replaying.received}`);
    if (replaying.head > 0) {
      replaying.queue.splice(0, replaying.head);
      replaying.head = 0;
    }
    for (const entry of batch.entries) replaying.queue.push(entry);
    replaying.received += batch.entries.length;
    this.extend(batch.horizon);
  }

  /** Nothing else happened up to here. */
  extend(horizon: Position): void {
    if (horizon > this.#replaying.horizon) this.#replaying.horizon = horizon;
  }

  /** Something can be applied or executed. */
  get ready(): boolean {
    const { queue, head } = this.#replaying;
    return head < queue.length || this.#machine.position < this.#parts.delivery.horizon(this.#replaying);
  }

  /** Stands still until somebody has what the next entry needs: see `ReplayListener.input`. */
  get waits(): boolean {
    const { queue, head } = this.#replaying;
    const body = queue[head]?.body;
    if (body?.kind !== "input" || this.#listener.input(body.input)) return false;
    return this.#parts.delivery.position(queue[head]!, this.#machine) <= this.#machine.position;
  }

  get drained(): boolean {
    return this.#replaying.head === this.#replaying.queue.length;
  }

  /**
   * Replays at most `units` units. `localNs` is this host's own idea of guest time, which nothing right ever uses.
   * @throws {Divergence}
   */
  run(units: Units, localNs: Nanoseconds): void {
    this.#localNs = localNs;
    const machine = this.#machine;
    const end = machine.position + units;
    for (;;) {
      if (!this.#applyDue()) return;
      const target = Math.min(this.#nextStop(), end);
      const { position } = machine;
      if (target <= position) return;
      this.#running = true;
      const reason = machine.run(target - position);
      this.#running = false;
      this.#collect();
      if ((reason === "halted" || reason === "shutdown") && machine.position < target) {
        throw new Divergence(machine.position, `to run to ${target}`, reason);
      }
      if (machine.isShutDown) this.#listener.shutDown();
    }
  }

  guestNs(): Nanoseconds {
    const body = this.#take("guest-clock", this.#readPosition());
    this.#execution.guestNs = body.guestNs;
    return this.#parts.delivery.guestNs(body.guestNs, this.#localNs);
  }

  wallSeconds(): number {
    return this.#take("wall-clock", this.#readPosition()).seconds;
  }

  #readPosition(): Position {
    return this.#machine.position + (this.#running ? 1 : 0);
  }

  /** Applies what belongs between the last unit and the next; false: it has to wait. */
  #applyDue(): boolean {
    const { queue } = this.#replaying;
    for (;;) {
      const entry = queue[this.#replaying.head];
      if (!entry) return true;
      const { position } = this.#machine;
      if (belongsToUnit(entry.body)) {
        if (entry.position > position) return true;
        throw new Divergence(position, describe(entry.body), "no such thing in that unit");
      }
      if (this.#parts.delivery.position(entry, this.#machine) > position) return true;
      if (!this.#applyBetween(entry.body)) return false;
    }
  }

  #applyBetween(body: EntryBody): boolean {
    const machine = this.#machine;
    switch (body.kind) {
      case "input": {
        const input = this.#listener.input(body.input);
        if (!input) return false;
        this.#consume();
        if (input.kind === "timer") this.#execution.guestNs = input.atGuestNs;
        machine.apply(input);
        this.#listener.applied(input);
        this.#collect();
        return true;
      }
      case "released":
        this.#consume();
        this.#listener.released(body.through);
        return true;
      case "control":
        this.#consume();
        this.#listener.control(body.operation);
        return true;
      case "digest": {
        this.#consume();
        const found = machine.digest();
        this.#listener.digest(machine.position, found);
        this.#mustEqual(body.digest, found);
        return true;
      }
      case "guest-clock":
      case "wall-clock":
      case "output":
        throw new Error(`${body.kind} belongs to a unit`);
    }
  }

  /** Where the machine must stop: the next entry between units, or the horizon. */
  #nextStop(): Position {
    const { queue, head } = this.#replaying;
    const horizon = this.#parts.delivery.horizon(this.#replaying);
    for (let i = head; i < queue.length; i++) {
      const entry = queue[i];
      if (entry && !belongsToUnit(entry.body)) {
        return Math.min(horizon, this.#parts.delivery.position(entry, this.#machine));
      }
    }
    return horizon;
  }

  /** Compares what the guest made with what the log says it made. */
  #collect(): void {
    const { hash, disks } = this.#parts;
    for (const made of this.#machine.takeOutputs()) {
      const seen = visible(made, disks);
      if (seen) {
        const { position } = this.#machine;
        const entry = this.#execution.nextEntry;
        const expected = this.#take("output", position);
        const digits = hashOfOutput(hash, seen);
        if (expected.device !== seen.kind) throw new Divergence(position, describe(expected), seen.kind);
        this.#mustEqual(expected.hash, digits);
        this.#execution.nextOutput = expected.output + 1;
        this.#listener.made({ output: expected.output, entry, device: seen.kind, position, hash: digits, made: seen });
      } else if (made.kind === "disk") this.#listener.started(made.operation);
    }
  }

  #mustEqual(expected: string, found: string): void {
    if (this.#parts.delivery.differs(expected, found)) throw new Divergence(this.#machine.position, expected, found);
  }

  #take<Kind extends EntryBody["kind"]>(kind: Kind, position: Position): Extract<EntryBody, { kind: Kind }> {
    const entry = this.#replaying.queue[this.#replaying.head];
    if (entry?.body.kind !== kind || entry.position !== position) {
      const expected = entry ? `${describe(entry.body)} at ${entry.position}` : "nothing up to the horizon";
      throw new Divergence(position, expected, kind);
    }
    this.#consume();
    return entry.body as Extract<EntryBody, { kind: Kind }>;
  }

  #consume(): void {
    this.#replaying.head++;
    this.#execution.nextEntry++;
  }
}

/** Whether it happened in the middle of the unit that ended at its position; else it was applied there. */
function belongsToUnit(body: EntryBody): boolean {
  return body.kind === "guest-clock" || body.kind === "wall-clock" || body.kind === "output";
}

function describe(body: EntryBody): string {
  switch (body.kind) {
    case "input":
      return `input ${body.input.kind}`;
    case "output":
      return `output ${body.output} (${body.device})`;
    case "guest-clock":
    case "wall-clock":
    case "released":
    case "digest":
    case "control":
      return body.kind;
  }
}
