/**
 * A machine of a few made-up instructions for fast tests of recorder, replayer and protocol: it counts, reads clocks,
 * stores, talks and halts, and every input changes all that follows. No x86; same border as the real one.
 */
import type {
  DiskOperation,
  InputSource,
  MachineInput,
  MachineOutput,
  RunEnd,
  VirtualMachine,
} from "../vm/machine-io.ts";

export type ToyInstruction =
  | "count"
  | "clock"
  | "wall"
  | "store"
  | "frame"
  | "console"
  | "read"
  | "write"
  | "flush"
  | "entropy"
  | "halt"
  | "die";

interface ToyRegisters {
  position: number;
  instructions: number;
  accumulator: number;
  halted: boolean;
  dead: boolean;
  timerNs: number | null;
  operations: number;
  started: {
    operation: number;
    type: "read" | "write" | "flush";
    sector: number;
    page: number;
    data: number[] | null;
  }[];
  entropyStarted: { operation: number; byteCount: number }[];
}

export interface ToyProgram {
  /** Executed round and round. */
  readonly instructions: readonly ToyInstruction[];
  /** A timer input this often; null for none. */
  readonly timerNs: number | null;
}

export const toyPages = 4;
const pageBytes = 4096;
const noSource: InputSource = {
  guestNs: () => {
    throw new Error("nobody answers");
  },
  wallSeconds: () => {
    throw new Error("nobody answers");
  },
};

export class ToyMachine implements VirtualMachine {
  source: InputSource = noSource;
  readonly pageCount = toyPages;
  readonly latestGuestNs = 0;
  readonly #program: ToyProgram;
  readonly #ram: Uint8Array;
  #registers: ToyRegisters;
  #outputs: MachineOutput[] = [];
  readonly #marks: Set<number>[] = [];

  constructor(program: ToyProgram, memory: ArrayBuffer = new ArrayBuffer(toyPages * pageBytes)) {
    this.#program = program;
    this.#ram = new Uint8Array(memory, 0, toyPages * pageBytes);
    this.#registers = {
      position: 0,
      instructions: 0,
      accumulator: 1,
      halted: false,
      dead: false,
      timerNs: program.timerNs,
      operations: 0,
      started: [],
      entropyStarted: [],
    };
  }

  get position(): number {
    return this.#registers.position;
  }

  get instructions(): number {
    return this.#registers.instructions;
  }

  get isShutDown(): boolean {
    return this.#registers.dead;
  }

  run(budget: number): RunEnd {
    const registers = this.#registers;
    for (let left = budget; left > 0; left--) {
      if (registers.dead) return "shutdown";
      if (registers.halted) return "halted";
      this.#step();
      registers.position++;
      registers.instructions++;
      if (this.#outputs.length > 0) return "output";
    }
    return "budget";
  }

  #mix(value: number): number {
    const registers = this.#registers;
    return (registers.accumulator = (Math.imul(registers.accumulator ^ value, 0x9e37_79b1) + 1) >>> 0);
  }

  #step(): void {
    const registers = this.#registers;
    const { instructions } = this.#program;
    const { accumulator } = registers;
    switch (instructions[registers.instructions % instructions.length]) {
      case "clock":
        this.#mix(this.source.guestNs() % 0xffff_fffb);
        break;
      case "wall":
        this.#mix(this.source.wallSeconds());
        break;
      case "store":
        this.#store(accumulator % this.#ram.length, this.#mix(7) >>> 24);
        break;
      case "frame":
        this.#outputs.push({
          kind: "frame",
          bytes: new Uint8Array(Uint32Array.of(accumulator, registers.position).buffer),
        });
        break;
      case "console":
        this.#outputs.push({ kind: "console", byte: accumulator & 255 });
        break;
      case "read":
      case "write":
      case "flush":
        this.#start(instructions[registers.instructions % instructions.length] as "read" | "write" | "flush");
        break;
      case "entropy": {
        const request = { operation: registers.operations++, byteCount: 4 };
        registers.entropyStarted.push(request);
        this.#outputs.push({ kind: "entropy", ...request });
        break;
      }
      case "halt":
        registers.halted = true;
        break;
      case "die":
        registers.dead = true;
        break;
      default:
        this.#mix(registers.position);
    }
  }

  #start(type: "read" | "write" | "flush"): void {
    const { accumulator, started: before } = this.#registers;
    if (before.length === 4) return;
    const data = type === "write" ? Array.from({ length: 512 }, (_, i) => (accumulator + i) & 255) : null;
    const sector = type === "flush" ? 0 : accumulator % 4;
    const started = { operation: this.#registers.operations++, type, sector, page: accumulator % toyPages, data };
    this.#registers.started.push(started);
    this.#outputs.push({ kind: "disk", operation: diskOperation(started) });
  }

  #store(address: number, value: number): void {
    this.#ram[address] = value;
    for (const mark of this.#marks) mark.add(Math.floor(address / pageBytes));
  }

  takeOutputs(): readonly MachineOutput[] {
    const outputs = this.#outputs;
    if (outputs.length > 0) this.#outputs = [];
    return outputs;
  }

  apply(input: MachineInput): void {
    const registers = this.#registers;
    registers.halted = false;
    switch (input.kind) {
      case "timer":
        this.#mix(input.atGuestNs % 0xffff_fffb);
        registers.timerNs = input.atGuestNs + (this.#program.timerNs ?? 0);
        break;
      case "frame":
      case "serial":
        for (const byte of input.bytes) this.#mix(byte);
        break;
      case "disk": {
        const index = registers.started.findIndex(({ operation }) => operation === input.operation);
        const [done] = registers.started.splice(index, 1);
        if (index < 0 || !done) throw new Error(`disk operation ${input.operation} is not started`);
        this.#mix(input.ok ? 1 : 2);
        input.data?.forEach((byte, i) => this.#store(done.page * pageBytes + i, byte));
        break;
      }
      case "entropy":
        registers.entropyStarted = registers.entropyStarted.filter(({ operation }) => operation !== input.operation);
        for (const byte of input.bytes) this.#mix(byte);
        break;
      case "reset":
        registers.accumulator = 1;
        break;
    }
  }

  nextTimerNs(): number | null {
    return this.#registers.timerNs;
  }

  startedDiskOperations(): readonly DiskOperation[] {
    return this.#registers.started.map(diskOperation);
  }

  startedEntropyRequests(): readonly { readonly operation: number; readonly byteCount: number }[] {
    return this.#registers.entropyStarted;
  }

  digest(): string {
    let low = 1;
    for (const byte of this.saveDevices()) low = Math.imul(low ^ byte, 0x0100_0193) >>> 0;
    let high = 2;
    for (const byte of this.#ram) high = Math.imul(high ^ byte, 0x0100_0193) >>> 0;
    return hex(high) + hex(low);
  }

  saveDevices(): Uint8Array {
    return Uint8Array.from(JSON.stringify(this.#registers), (character) => character.charCodeAt(0));
  }

  restoreDevices(bytes: Uint8Array): void {
    this.#registers = JSON.parse(String.fromCharCode(...bytes)) as ToyRegisters;
    this.#outputs = [];
  }

  readPage(page: number): Uint8Array {
    return this.#ram.subarray(page * pageBytes, (page + 1) * pageBytes);
  }

  writePage(page: number, bytes: Uint8Array): void {
    this.#ram.set(bytes, page * pageBytes);
    for (const mark of this.#marks) mark.add(page);
  }

  clearPage(page: number): void {
    this.writePage(page, new Uint8Array(pageBytes));
  }

  writeMark(): number {
    return this.#marks.push(new Set()) - 1;
  }

  pagesWrittenSince(mark: number): readonly number[] {
    return [...(this.#marks[mark] ?? [])].toSorted((a, b) => a - b);
  }
}

function diskOperation(started: ToyRegisters["started"][number]): DiskOperation {
  const { operation, type, sector, page, data } = started;
  return {
    operation,
    type,
    sector,
    sectorCount: type === "flush" ? 0 : 1,
    data: data && Uint8Array.from(data),
    pages: [page],
  };
}

function hex(word: number): string {
  return (word + 0x1_0000_0000).toString(16).slice(1);
}

/** A hash for tests; the real one is XXH64. */
export function toyHash(bytes: Uint8Array): string {
  let a = 0x811c_9dc5;
  let b = bytes.length;
  for (const byte of bytes) {
    a = Math.imul(a ^ byte, 0x0100_0193) >>> 0;
    b = Math.imul(b ^ a, 0x85eb_ca6b) >>> 0;
  }
  return hex(a) + hex(b);
}
