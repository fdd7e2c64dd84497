/**
 * The board of a PC: every device, wired as kernels expect it, and the decoding of ports and device memory.
 *
 * All of it is the devices' *front*: a pure function of what the guest did, of `InputSource` and of `MachineInput`.
 */
import type { AccessSize, Bus, Processor } from "../bus.ts";
import type { LinearMemory } from "../layout.ts";
import type { DiskOperation, InputSource, MachineConfig, MachineInput, MachineOutput } from "../machine-io.ts";
import { StateReader } from "../snapshot/state-reader.ts";
import { StateWriter } from "../snapshot/state-writer.ts";
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Nanoseconds, PhysicalAddress } from "../units.ts";
import type { Board, PortDevice } from "./board.ts";
import { DebugExit } from "./debug-exit.ts";
import { Dma } from "./dma.ts";
import { KeyboardController } from "./keyboard-controller.ts";
import type { PciFunction } from "./pci-function.ts";
import { PciHost } from "./pci-host.ts";
import { Pic } from "./pic.ts";
import { Pit } from "./pit.ts";
import { Rtc } from "./rtc.ts";
import { SystemControl } from "./system-control.ts";
import { Uart } from "./uart.ts";
import { VirtioBlock } from "./virtio-block.ts";
import type { VirtioDevice, VirtioTransport } from "./virtio-device.ts";
import { VirtioEntropy } from "./virtio-entropy.ts";
import { VirtioNet } from "./virtio-net.ts";
import { VirtioPci } from "./virtio-pci.ts";

const IRQ = { timer: 0, float: 13 } as const;
/** A write to port F0h withdraws the coprocessor's interrupt. */
const FLOAT_ERROR_PORT = 0xf0;

/** PCI device numbers, and what firmware assigned. */
const SLOT = {
  net: { device: 2, memoryBase: 0xfeb0_0000, interruptLine: 11 },
  block: { device: 3, memoryBase: 0xfeb1_0000, interruptLine: 10 },
  entropy: { device: 4, memoryBase: 0xfeb2_0000, interruptLine: 9 },
} as const;

/** What the board does to the CPU. */
type Pins = Pick<Processor, "requestStop" | "setInterruptLine" | "setA20" | "ramWritten">;

export class Pc implements Bus, Board, Stateful {
  source: InputSource;
  #pins: Pins | null = null;
  #outputs: MachineOutput[] = [];
  #timersChanged = false;
  /** Whether the CPU is running, and so can be stopped after the present unit. */
  #running = false;
  /** The latest guest time that the machine was told. */
  #guestNs: Nanoseconds = 0;
  readonly #pic: Pic;
  readonly #pit: Pit;
  readonly #uart: Uart;
  readonly #rtc: Rtc;
  readonly #net: VirtioNet | null;
  readonly #block: VirtioBlock | null;
  readonly #entropy: VirtioEntropy | null;
  readonly #pci: PciHost;
  /** What RESET# brings back to where power on had it, as `#powerOn`. */
  readonly #resettable: readonly (readonly [string, Stateful])[];
  /** By name, in the order in which their state is visited; the PIC last: restored, it tells the CPU the level of INTR. */
  readonly #parts: readonly (readonly [string, Stateful])[];
  readonly #ports = new Map<number, PortDevice>();
  /** Open at reset: the lines of the keyboard controller's output port are high then. */
  #a20 = true;
  readonly #powerOn: Uint8Array;

  constructor(config: MachineConfig, memory: LinearMemory, source: InputSource) {
    this.source = source;
    const dma = new Dma(memory, (address, byteCount) => this.#pins?.ramWritten(address, byteCount));
    const cards: [string, VirtioPci][] = [];
    const slots = new Map<number, PciFunction>();
    const plug = <T extends VirtioDevice>(name: keyof typeof SLOT, make: (transport: VirtioTransport) => T): T => {
      let device: T | null = null;
      const card = new VirtioPci(this, dma, SLOT[name], (transport) => (device = make(transport)));
      cards.push([`virtio-${name}`, card]);
      slots.set(SLOT[name].device, card);
      return device!;
    };
    this.#pic = new Pic((asserted) => this.#pins?.setInterruptLine(asserted));
    const { macAddress, diskSectors } = config;
    this.#net =
      macAddress === null ? null : plug("net", (card) => new VirtioNet(this, dma, card, parseMac(macAddress)));
    this.#block = diskSectors === null ? null : plug("block", (card) => new VirtioBlock(this, dma, card, diskSectors));
    this.#entropy = config.entropy ? plug("entropy", (card) => new VirtioEntropy(this, dma, card)) : null;
    this.#pci = new PciHost(slots);
    this.#pit = new Pit(this);
    this.#rtc = new Rtc(this, config.ramBytes);
    this.#uart = new Uart(this);
    const keyboard = new KeyboardController(this);
    const systemControl = new SystemControl(this);
    this.#resettable = [
      ["pit", this.#pit],
      ["uart", this.#uart],
      ["keyboard controller", keyboard],
      ["system control", systemControl],
      ["pic", this.#pic],
    ];
    this.#parts = [["rtc", this.#rtc], ["pci", this.#pci], ...cards, ...this.#resettable];
    this.#wire(Pic.ports, this.#pic);
    this.#wire(Pit.ports, this.#pit);
    this.#wire(Rtc.ports, this.#rtc);
    this.#wire(Uart.ports, this.#uart);
    this.#wire(KeyboardController.ports, keyboard);
    this.#wire(SystemControl.ports, systemControl);
    this.#wire(DebugExit.ports, new DebugExit(this));
    const powerOn = new StateWriter();
    for (const [, part] of this.#resettable) part.visitState(powerOn);
    this.#powerOn = powerOn.finish();
  }

  /** Connects the CPU's pins; until then the board is dead. */
  connect(pins: Pins): void {
    this.#pins = pins;
  }

  /** Every port that some part decodes. */
  get ports(): readonly number[] {
    return [...this.#ports.keys(), FLOAT_ERROR_PORT, ...PciHost.ports];
  }

  /** Outputs since last asked. */
  takeOutputs(): readonly MachineOutput[] {
    const outputs = this.#outputs;
    if (outputs.length > 0) this.#outputs = [];
    return outputs;
  }

  get hasOutputs(): boolean {
    return this.#outputs.length > 0;
  }

  /** The CPU is about to run. */
  beginRun(): void {
    this.#running = true;
    this.#timersChanged = false;
  }

  /** Returns whether a timer was armed in between. */
  endRun(): boolean {
    this.#running = false;
    return this.#timersChanged;
  }

  nextTimerNs(): Nanoseconds | null {
    // The next tick waits until the guest has taken the one before: see pit.ts.
    const tick = this.#pic.isRequested(IRQ.timer) ? null : this.#pit.dueNs();
    const clock = this.#rtc.dueNs();
    return tick === null || clock === null ? (tick ?? clock) : Math.min(tick, clock);
  }

  startedDiskOperations(): readonly DiskOperation[] {
    return this.#block?.started() ?? [];
  }

  startedEntropyRequests(): readonly { readonly operation: number; readonly byteCount: number }[] {
    return this.#entropy?.started() ?? [];
  }

  /** RESET#. Started disk operations go on; the CMOS and its clock have a battery. */
  reset(): void {
    const reader = new StateReader(this.#powerOn);
    for (const [, part] of this.#resettable) part.visitState(reader);
    this.#rtc.reset();
    this.#pci.reset();
    this.setA20(true);
  }

  apply(input: Exclude<MachineInput, { kind: "reset" }>): void {
    switch (input.kind) {
      case "timer":
        if (!this.#pic.isRequested(IRQ.timer)) this.#pit.fire(input.atGuestNs);
        this.#rtc.fire(input.atGuestNs);
        this.#guestNs = Math.max(this.#guestNs, input.atGuestNs);
        break;
      case "frame":
        this.#net?.receive(input.bytes);
        break;
      case "serial":
        this.#uart.receive(input.bytes);
        break;
      case "disk":
        this.#block?.complete(input.operation, input.ok, input.data);
        break;
      case "entropy":
        this.#entropy?.complete(input.operation, input.bytes);
        break;
    }
  }

  // Bus

  portRead(port: number, size: AccessSize): number {
    if (isPciPort(port, size)) return this.#pci.read(port, size);
    let value = 0;
    for (let i = size - 1; i >= 0; i--) {
      value = (value << 8) | (this.#ports.get((port + i) & 0xffff)?.portRead((port + i) & 0xffff) ?? 0xff);
    }
    return value >>> 0;
  }

  portWrite(port: number, size: AccessSize, value: number): void {
    if (isPciPort(port, size)) {
      this.#pci.write(port, size, value);
      return;
    }
    for (let i = 0; i < size; i++) {
      const at = (port + i) & 0xffff;
      if (at === FLOAT_ERROR_PORT) this.setInterruptRequest(IRQ.float, false);
      else this.#ports.get(at)?.portWrite(at, (value >>> (8 * i)) & 0xff);
    }
  }

  mmioRead(address: PhysicalAddress, size: AccessSize): number {
    const target = this.#pci.decode(address);
    if (target === null) return size === 4 ? 0xffff_ffff : 2 ** (8 * size) - 1;
    return target.memoryRead(address - target.memoryBase!, size);
  }

  mmioWrite(address: PhysicalAddress, size: AccessSize, value: number): void {
    const target = this.#pci.decode(address);
    if (target !== null) target.memoryWrite(address - target.memoryBase!, size, value);
  }

  acknowledgeInterrupt(): number {
    const owed = this.#pic.isRequested(IRQ.timer);
    const vector = this.#pic.acknowledge();
    if (owed && !this.#pic.isRequested(IRQ.timer) && this.#pit.dueNs() !== null) this.timersChanged();
    return vector;
  }

  readTimestampCounter(): number {
    return this.guestNs();
  }

  signalFloatError(): void {
    this.setInterruptRequest(IRQ.float, true);
  }

  // Board

  setInterruptRequest(line: number, asserted: boolean): void {
    this.#pic.setInterruptRequest(line, asserted);
  }

  guestNs(): Nanoseconds {
    this.#guestNs = this.source.guestNs();
    return this.#guestNs;
  }

  get latestGuestNs(): Nanoseconds {
    return this.#guestNs;
  }

  wallSeconds(): number {
    return this.source.wallSeconds();
  }

  output(output: MachineOutput): void {
    this.#outputs.push(output);
    if (this.#running) this.#pins?.requestStop();
  }

  timersChanged(): void {
    this.#timersChanged = true;
    if (this.#running) this.#pins?.requestStop();
  }

  get a20(): boolean {
    return this.#a20;
  }

  setA20(open: boolean): void {
    this.#a20 = open;
    this.#pins?.setA20(open);
  }

  visitState(visitor: StateVisitor): void {
    this.#a20 = visitor.flag("a20", this.#a20);
    this.#guestNs = visitor.integer("guest ns", this.#guestNs);
    for (const [name, part] of this.#parts) visitor.section(name, () => part.visitState(visitor));
  }

  #wire(ports: readonly number[], device: PortDevice): void {
    for (const port of ports) this.#ports.set(port, device);
  }
}

/** CF9h alone is not the bridge's address register but reset control. */
function isPciPort(port: number, size: AccessSize): boolean {
  return port >= 0xcf8 && port <= 0xcff && !(port === 0xcf9 && size === 1);
}

function parseMac(digits: string): Uint8Array {
  if (!/^[0-9a-f]{12}$/i.test(digits)) throw new RangeError(`a MAC address has 12 hexadecimal digits, not "${digits}"`);
  return Uint8Array.from({ length: 6 }, (_, i) => Number.parseInt(digits.slice(2 * i, 2 * i + 2), 16));
}
