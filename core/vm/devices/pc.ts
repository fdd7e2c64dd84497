/**
 * The board of a PC: every device, wired as kernels expect it, and the decoding of ports and device memory.
 *
 * All of it is the devices' *front*: a pure function of what the guest did, of `InputSource` and of `MachineInput`.
 */
import type { AccessSize, Bus, Processor } from "../bus.ts";
import type { LinearMemory } from "../layout.ts";
import type { InputSource, MachineConfig, MachineInput, MachineOutput } from "../machine-io.ts";
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Nanoseconds, PhysicalAddress } from "../units.ts";
import type { Board, PortDevice } from "./board.ts";
import { DebugExit } from "./debug-exit.ts";
import { Dma } from "./dma.ts";
import type { PciFunction } from "./pci-function.ts";
import { PciHost } from "./pci-host.ts";
import { Pic } from "./pic.ts";
import { Pit } from "./pit.ts";
import { Uart } from "./uart.ts";
import { VirtioNet } from "./virtio-net.ts";
import { VirtioPci } from "./virtio-pci.ts";

const IRQ = { timer: 0, float: 13 } as const;
/** A write to port F0h withdraws the coprocessor's interrupt. */
const FLOAT_ERROR_PORT = 0xf0;

/** PCI device numbers, and what firmware assigned. */
const SLOT = {
  net: { device: 2, memoryBase: 0xfebf_0000, interruptLine: 11 },
} as const;

/** What the board does to the CPU. */
type Pins = Pick<Processor, "requestStop" | "setInterruptLine" | "setA20" | "ramWritten">;

export class Pc implements Bus, Board, Stateful {
  source: InputSource;
  #pins: Pins | null = null;
  #outputs: MachineOutput[] = [];
  #timersChanged = false;
  readonly #pic: Pic;
  readonly #pit: Pit;
  readonly #uart: Uart;
  readonly #net: VirtioNet | null = null;
  readonly #pci: PciHost;
  readonly #pciFunctions: readonly (readonly [string, VirtioPci])[];
  readonly #ports = new Map<number, PortDevice>();

  constructor(config: MachineConfig, memory: LinearMemory, source: InputSource) {
    this.source = source;
    const dma = new Dma(memory, (address, byteCount) => this.#pins?.ramWritten(address, byteCount));
    this.#pic = new Pic((asserted) => this.#pins?.setInterruptLine(asserted));
    this.#pit = new Pit(this);
    this.#uart = new Uart(this);
    const functions: [string, VirtioPci][] = [];
    const slots = new Map<number, PciFunction>();
    const plug = (name: string, slot: (typeof SLOT)[keyof typeof SLOT], card: VirtioPci): void => {
      functions.push([name, card]);
      slots.set(slot.device, card);
    };
    if (config.macAddress !== null) {
      const mac = parseMac(config.macAddress);
      let net: VirtioNet | null = null;
      const card = new VirtioPci(this, dma, SLOT.net, (transport) => (net = new VirtioNet(this, dma, transport, mac)));
      this.#net = net;
      plug("virtio-net", SLOT.net, card);
    }
    this.#pci = new PciHost(slots);
    this.#pciFunctions = functions;
    this.#wire(Pic.ports, this.#pic);
    this.#wire(Pit.ports, this.#pit);
    this.#wire(Uart.ports, this.#uart);
    this.#wire(DebugExit.ports, new DebugExit(this));
  }

  /** Connects the CPU's pins; until then the board is dead. */
  connect(pins: Pins): void {
    this.#pins = pins;
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

  /** Whether a timer was armed since last asked. */
  takeTimersChanged(): boolean {
    const changed = this.#timersChanged;
    this.#timersChanged = false;
    return changed;
  }

  nextTimerNs(): Nanoseconds | null {
    // The next tick waits until the guest has taken the one before: see pit.ts.
    return this.#pic.isRequested(IRQ.timer) ? null : this.#pit.dueNs();
  }

  apply(input: Exclude<MachineInput, { kind: "reset" }>): void {
    switch (input.kind) {
      case "timer":
        this.#pit.fire(input.atGuestNs);
        break;
      case "frame":
        this.#net?.receive(input.bytes);
        break;
      case "serial":
        this.#uart.receive(input.bytes);
        break;
      case "disk":
      case "entropy":
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
    return this.source.guestNs();
  }

  signalFloatError(): void {
    this.setInterruptRequest(IRQ.float, true);
  }

  // Board

  setInterruptRequest(line: number, asserted: boolean): void {
    this.#pic.setInterruptRequest(line, asserted);
  }

  guestNs(): Nanoseconds {
    return this.source.guestNs();
  }

  wallSeconds(): number {
    return this.source.wallSeconds();
  }

  output(output: MachineOutput): void {
    this.#outputs.push(output);
    this.#pins?.requestStop();
  }

  timersChanged(): void {
    this.#timersChanged = true;
    this.#pins?.requestStop();
  }

  setA20(open: boolean): void {
    this.#pins?.setA20(open);
  }

  visitState(visitor: StateVisitor): void {
    visitor.section("pit", () => this.#pit.visitState(visitor));
    visitor.section("uart", () => this.#uart.visitState(visitor));
    visitor.section("pci", () => this.#pci.visitState(visitor));
    for (const [name, card] of this.#pciFunctions) visitor.section(name, () => card.visitState(visitor));
    // Last: a restored PIC tells the CPU the level of INTR.
    visitor.section("pic", () => this.#pic.visitState(visitor));
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
