/**
 * A whole machine: CPU, RAM and board, driven across one border (`machine-io.ts`). Deterministic: whatever it cannot
 * compute comes from `source` in the middle of a unit or by `apply` between two.
 */
import { Cpu } from "./cpu/cpu.ts";
import { Pc } from "./devices/pc.ts";
import { LinearMemory, PAGE_BYTES, RAM_OFFSET } from "./layout.ts";
import { bootProcessor } from "./loader/boot-processor.ts";
import { type BootTarget, ImageError, type Loader } from "./loader/boot-target.ts";
import type {
  DiskOperation,
  InputSource,
  MachineConfig,
  MachineInput,
  MachineOutput,
  RunEnd,
  VirtualMachine,
} from "./machine-io.ts";
import { Digest, type Hash64 } from "./snapshot/digest.ts";
import { sameConfig, visitConfig } from "./snapshot/machine-config.ts";
import { type MachineState, ZERO_PAGE } from "./snapshot/machine-state.ts";
import { SnapshotError } from "./snapshot/snapshot-error.ts";
import { StateReader } from "./snapshot/state-reader.ts";
import type { StateVisitor, Stateful } from "./snapshot/state-visitor.ts";
import { StateWriter } from "./snapshot/state-writer.ts";
import type { ByteCount, Nanoseconds, PhysicalAddress, Position, Units } from "./units.ts";

export class Machine implements VirtualMachine, Stateful {
  readonly config: MachineConfig;
  readonly #memory: LinearMemory;
  readonly #pc: Pc;
  readonly #cpu: Cpu;
  readonly #digest: Digest;
  readonly #hash: Hash64;
  readonly #writer = new StateWriter();
  /** Runs at RESET#; not part of the state: replicas are given the same one. */
  #firmware: Loader | null = null;
  /** What `save` gave last, and when, so that the next one can share pages with it. */
  #saved: { readonly mark: number; readonly pages: readonly (Uint8Array | null)[] } | null = null;

  /**
   * Powers on.
   * @param memory at least `linearMemoryBytes(config.ramBytes)`, all zero.
   */
  constructor(config: MachineConfig, memory: ArrayBuffer, source: InputSource, hash: Hash64) {
    this.config = config;
    this.#memory = new LinearMemory(memory, config.ramBytes);
    this.#pc = new Pc(config, this.#memory, source);
    this.#cpu = new Cpu(this.#memory, this.#pc);
    this.#cpu.reset();
    this.#pc.connect(this.#cpu);
    this.#hash = hash;
    this.#digest = new Digest(this.#memory, hash);
  }

  /** Puts an image in place, now and whenever the machine is reset. Throws an `ImageError`. */
  load(firmware: Loader): void {
    this.#firmware = firmware;
    firmware(this.#bootTarget());
  }

  get source(): InputSource {
    return this.#pc.source;
  }

  set source(source: InputSource) {
    this.#pc.source = source;
  }

  /** The latest guest time that `source` answered or a timer input carried: later answers must not be less. */
  get latestGuestNs(): Nanoseconds {
    return this.#pc.latestGuestNs;
  }

  get position(): Position {
    return this.#cpu.position;
  }

  get instructions(): number {
    return this.#cpu.instructions;
  }

  get isShutDown(): boolean {
    return this.#cpu.isShutDown;
  }

  get pageCount(): number {
    return this.config.ramBytes / PAGE_BYTES;
  }

  run(budget: Units): RunEnd {
    if (this.#pc.hasOutputs) return "output";
    this.#pc.beginRun();
    const reason = this.#cpu.run(budget);
    const timersChanged = this.#pc.endRun();
    if (this.#pc.hasOutputs) return "output";
    if (reason !== "stopped") return reason;
    return timersChanged ? "timer" : "budget";
  }

  takeOutputs(): readonly MachineOutput[] {
    return this.#pc.takeOutputs();
  }

  apply(input: MachineInput): void {
    if (input.kind !== "reset") {
      this.#pc.apply(input);
      return;
    }
    this.#cpu.reset();
    this.#pc.reset();
    this.#firmware?.(this.#bootTarget());
  }

  nextTimerNs(): Nanoseconds | null {
    return this.#pc.nextTimerNs();
  }

  startedDiskOperations(): readonly DiskOperation[] {
    return this.#pc.startedDiskOperations();
  }

  startedEntropyRequests(): readonly { readonly operation: number; readonly byteCount: number }[] {
    return this.#pc.startedEntropyRequests();
  }

  digest(): string {
    this.#writer.clear();
    this.#pc.visitState(this.#writer);
    return this.#digest.compute(this.#writer.view());
  }

  saveDevices(): Uint8Array {
    this.#assertTaken();
    this.#writer.clear();
    this.visitState(this.#writer);
    return this.#writer.finish();
  }

  restoreDevices(bytes: Uint8Array): void {
    const reader = new StateReader(bytes);
    this.visitState(reader);
    reader.end();
  }

  readPage(page: number): Uint8Array {
    return this.#memory.ram.subarray(page * PAGE_BYTES, (page + 1) * PAGE_BYTES);
  }

  writePage(page: number, bytes: Uint8Array): void {
    this.#memory.ram.set(bytes, page * PAGE_BYTES);
    this.#cpu.ramWritten(page * PAGE_BYTES, PAGE_BYTES);
  }

  clearPage(page: number): void {
    if (this.#memory.pageEpochs[page] !== 0) this.writePage(page, ZERO_PAGE);
  }

  writeMark(): number {
    return this.#memory.beginEpoch();
  }

  pagesWrittenSince(mark: number): readonly number[] {
    const { pageEpochs } = this.#memory;
    const pages: number[] = [];
    for (let page = 0; page < pageEpochs.length; page++) if (pageEpochs[page]! >= mark) pages.push(page);
    return pages;
  }

  /** Between two units, with all outputs taken. Pages that did not change since the last `save` are shared with it. */
  save(): MachineState {
    const devices = this.saveDevices();
    const pages =
      this.#saved === null ? Array.from<Uint8Array | null>({ length: this.pageCount }) : [...this.#saved.pages];
    if (this.#saved === null) pages.fill(null);
    // Pages that nobody ever wrote, of epoch 0, are zero.
    for (const page of this.pagesWrittenSince(this.#saved?.mark ?? 1)) {
      pages[page] = this.#isZero(page) ? null : this.readPage(page).slice();
    }
    this.#saved = { mark: this.writeMark(), pages };
    return { config: this.config, devices, pages };
  }

  /** Throws a `SnapshotError` if the state is of another configuration. */
  restore(state: MachineState): void {
    if (state.pages.length !== this.pageCount) throw otherConfiguration(state.config, this.config);
    this.restoreDevices(state.devices);
    const saved = this.#saved;
    const { pageEpochs } = this.#memory;
    const { pages } = state;
    for (let page = 0; page < pages.length; page++) {
      const bytes = pages[page]!;
      const unchanged =
        saved === null
          ? bytes === null && pageEpochs[page] === 0
          : saved.pages[page] === bytes && pageEpochs[page]! < saved.mark;
      if (!unchanged) this.writePage(page, bytes ?? ZERO_PAGE);
    }
    this.#saved = { mark: this.writeMark(), pages };
  }

  /**
   * A second machine that goes on exactly as this one would, and shares nothing with it but `source` and the image.
   * @param memory as long as for the constructor; what is in it does not matter, since all of it is overwritten.
   */
  fork(memory: ArrayBuffer): Machine {
    this.#assertTaken();
    const copy = new Machine(this.config, memory, this.source, this.#hash);
    copy.#firmware = this.#firmware;
    copy.#memory.copyFrom(this.#memory);
    copy.#digest.adopt(this.#digest);
    this.#writer.clear();
    this.#pc.visitState(this.#writer);
    copy.#pc.visitState(new StateReader(this.#writer.view()));
    copy.#cpu.stateReplaced();
    copy.#cpu.adoptCode(this.#cpu);
    return copy;
  }

  /** Configuration, CPU, TLB and devices. */
  visitState(visitor: StateVisitor): void {
    const found = visitConfig(visitor, this.config);
    if (!sameConfig(found, this.config)) throw otherConfiguration(found, this.config);
    const state = visitor.bytes("cpu", this.#memory.state);
    if (state !== this.#memory.state) {
      if (state.length !== this.#memory.state.length)
        throw new SnapshotError("the state of the CPU has another length");
      this.#memory.state.set(state);
    }
    this.#pc.visitState(visitor);
    if (state !== this.#memory.state) this.#cpu.stateReplaced();
  }

  #assertTaken(): void {
    if (this.#pc.hasOutputs) throw new Error(`machine saved at ${this.position} with outputs that nobody took`);
  }

  #isZero(page: number): boolean {
    const words = this.#memory.i32;
    const begin = (RAM_OFFSET + page * PAGE_BYTES) >> 2;
    for (let at = begin; at < begin + PAGE_BYTES / 4; at++) if (words[at] !== 0) return false;
    return true;
  }

  #bootTarget(): BootTarget {
    const within = (address: PhysicalAddress, byteCount: ByteCount): void => {
      if (address < 0 || address + byteCount > this.config.ramBytes) {
        throw new ImageError(`${byteCount} bytes at ${address.toString(16)}h do not fit into the machine's RAM`);
      }
    };
    return {
      ramBytes: this.config.ramBytes,
      processor: bootProcessor(
        this.#memory,
        (open) => this.#pc.setA20(open),
        () => this.#cpu.stateReplaced(),
      ),
      write: (address, bytes) => {
        within(address, bytes.length);
        this.#memory.ram.set(bytes, address);
        this.#cpu.ramWritten(address, bytes.length);
      },
      clear: (address, byteCount) => {
        within(address, byteCount);
        this.#memory.ram.fill(0, address, address + byteCount);
        this.#cpu.ramWritten(address, byteCount);
      },
    };
  }
}

function otherConfiguration(found: MachineConfig, expected: MachineConfig): SnapshotError {
  return new SnapshotError(`state of a machine ${JSON.stringify(found)}, expected ${JSON.stringify(expected)}`);
}
