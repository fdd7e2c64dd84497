/**
 * Interrupt controller, Intel 8259A (data sheet 231468), as a PC has it: two in cascade, the second at input 2 of the
 * first, at ports 20h and A0h, with the edge/level control registers of PCI chipsets (4D0h, 4D1h).
 */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { PortDevice } from "./board.ts";

const CASCADE = 2;

/** Which initialisation command word the chip takes next at its odd port. */
const Step = { ready: 0, icw2: 2, icw3: 3, icw4: 4 } as const;

class Chip {
  readonly #isMaster: boolean;
  /** Interrupt request, in-service and mask registers. */
  #irr = 0;
  #isr = 0;
  #imr = 0;
  /** Levels of the eight inputs. */
  #inputs = 0;
  /** Inputs that the edge/level control register makes level triggered. */
  #levelTriggered = 0;
  /** LTIM of ICW1: all inputs level triggered. */
  #levelMode = false;
  #vectorBase = 0;
  #step: number = Step.ready;
  #single = false;
  #needsIcw4 = false;
  #autoEoi = false;
  #rotateOnAutoEoi = false;
  #specialFullyNested = false;
  #specialMask = false;
  #readsInService = false;
  #polling = false;
  /** Input of lowest priority. */
  #lowest = 7;

  constructor(isMaster: boolean) {
    this.#isMaster = isMaster;
  }

  setInput(input: number, asserted: boolean): void {
    const bit = 1 << input;
    if (!asserted) {
      // A request withdrawn before it is acknowledged is no request, in either mode: hence spurious interrupts.
      this.#inputs &= ~bit;
      this.#irr &= ~bit;
    } else {
      if ((this.#inputs & bit) === 0 || (this.#levelInputs() & bit) !== 0) this.#irr |= bit;
      this.#inputs |= bit;
    }
  }

  requests(input: number): boolean {
    return ((this.#irr >> input) & 1) !== 0;
  }

  /** The input whose interrupt would be delivered now, or -1. */
  winner(): number {
    const wanted = this.#irr & ~this.#imr;
    if (wanted === 0) return -1;
    let inhibiting = this.#specialMask ? this.#isr & ~this.#imr : this.#isr;
    if (this.#specialFullyNested && this.#isMaster) inhibiting &= ~(1 << CASCADE);
    for (let i = 1; i <= 8; i++) {
      const input = (this.#lowest + i) & 7;
      if ((inhibiting >> input) & 1) return -1;
      if ((wanted >> input) & 1) return input;
    }
    return -1;
  }

  /** The INTA cycle for `winner()`; for -1 the spurious one: input 7, which does not come into service. */
  acknowledge(input: number): number {
    if (input < 0) return this.#vectorBase | 7;
    const bit = 1 << input;
    if ((this.#levelInputs() & bit) === 0) this.#irr &= ~bit;
    if (!this.#autoEoi) this.#isr |= bit;
    else if (this.#rotateOnAutoEoi) this.#lowest = input;
    return this.#vectorBase | input;
  }

  setLevelTriggered(mask: number): void {
    this.#levelTriggered = mask;
    this.#irr |= this.#inputs & this.#levelInputs();
  }

  get levelTriggered(): number {
    return this.#levelTriggered;
  }

  /** `poll` acknowledges, also at the other chip, and returns the poll byte. */
  readEven(poll: () => number): number {
    if (this.#polling) {
      this.#polling = false;
      return poll();
    }
    return this.#readsInService ? this.#isr : this.#irr;
  }

  readOdd(poll: () => number): number {
    if (this.#polling) {
      this.#polling = false;
      return poll();
    }
    return this.#imr;
  }

  writeEven(value: number): void {
    if (value & 0x10) this.#initialise(value);
    else if (value & 0x08) this.#operate3(value);
    else this.#operate2(value);
  }

  writeOdd(value: number): void {
    switch (this.#step) {
      case Step.icw2:
        this.#vectorBase = value & 0xf8;
        this.#step = this.#single ? this.#afterIcw3() : Step.icw3;
        break;
      case Step.icw3:
        // The wiring of the cascade is fixed on a PC's board.
        this.#step = this.#afterIcw3();
        break;
      case Step.icw4:
        this.#autoEoi = (value & 0x02) !== 0;
        this.#specialFullyNested = (value & 0x10) !== 0;
        this.#step = Step.ready;
        break;
      default:
        this.#imr = value;
    }
  }

  #levelInputs(): number {
    return this.#levelMode ? 0xff : this.#levelTriggered;
  }

  #afterIcw3(): number {
    return this.#needsIcw4 ? Step.icw4 : Step.ready;
  }

  /** ICW1: edges must come anew, the mask is cleared, input 7 has the lowest priority. */
  #initialise(icw1: number): void {
    this.#levelMode = (icw1 & 0x08) !== 0;
    this.#single = (icw1 & 0x02) !== 0;
    this.#needsIcw4 = (icw1 & 0x01) !== 0;
    this.#irr = this.#inputs & this.#levelInputs();
    this.#isr = 0;
    this.#imr = 0;
    this.#lowest = 7;
    this.#specialMask = false;
    this.#readsInService = false;
    this.#polling = false;
    this.#autoEoi = false;
    this.#rotateOnAutoEoi = false;
    this.#specialFullyNested = false;
    this.#step = Step.icw2;
  }

  /** OCW2: ends of interrupt and rotation. */
  #operate2(value: number): void {
    const rotate = (value & 0x80) !== 0;
    const specific = (value & 0x40) !== 0;
    const endOfInterrupt = (value & 0x20) !== 0;
    if (!endOfInterrupt) {
      if (specific && rotate) this.#lowest = value & 7;
      else if (!specific) this.#rotateOnAutoEoi = rotate;
      return;
    }
    const input = specific ? value & 7 : this.#highestInService();
    if (input < 0) return;
    this.#isr &= ~(1 << input);
    if (rotate) this.#lowest = input;
  }

  /** OCW3: special mask mode, poll, which register the even port reads. */
  #operate3(value: number): void {
    if (value & 0x40) this.#specialMask = (value & 0x20) !== 0;
    if (value & 0x04) this.#polling = true;
    else if (value & 0x02) this.#readsInService = (value & 0x01) !== 0;
  }

  #highestInService(): number {
    // In special mask mode a non-specific end of interrupt does not clear a masked level (data sheet, EOI).
    const inService = this.#specialMask ? this.#isr & ~this.#imr : this.#isr;
    for (let i = 1; i <= 8; i++) {
      const input = (this.#lowest + i) & 7;
      if ((inService >> input) & 1) return input;
    }
    return -1;
  }

  visitState(visitor: StateVisitor): void {
    this.#irr = visitor.u8("irr", this.#irr);
    this.#isr = visitor.u8("isr", this.#isr);
    this.#imr = visitor.u8("imr", this.#imr);
    this.#inputs = visitor.u8("inputs", this.#inputs);
    this.#levelTriggered = visitor.u8("elcr", this.#levelTriggered);
    this.#levelMode = visitor.flag("level mode", this.#levelMode);
    this.#vectorBase = visitor.u8("vector base", this.#vectorBase);
    this.#step = visitor.u8("initialisation step", this.#step);
    this.#single = visitor.flag("single", this.#single);
    this.#needsIcw4 = visitor.flag("needs icw4", this.#needsIcw4);
    this.#autoEoi = visitor.flag("automatic eoi", this.#autoEoi);
    this.#rotateOnAutoEoi = visitor.flag("rotate on automatic eoi", this.#rotateOnAutoEoi);
    this.#specialFullyNested = visitor.flag("special fully nested", this.#specialFullyNested);
    this.#specialMask = visitor.flag("special mask", this.#specialMask);
    this.#readsInService = visitor.flag("reads isr", this.#readsInService);
    this.#polling = visitor.flag("polling", this.#polling);
    this.#lowest = visitor.u8("lowest priority", this.#lowest);
  }
}

/** The pair. `onRequest` is told the level of INTR after each change. */
export class Pic implements PortDevice, Stateful {
  static readonly ports: readonly number[] = [0x20, 0x21, 0xa0, 0xa1, 0x4d0, 0x4d1];

  readonly #master = new Chip(true);
  readonly #slave = new Chip(false);
  readonly #onRequest: (asserted: boolean) => void;

  constructor(onRequest: (asserted: boolean) => void) {
    this.#onRequest = onRequest;
  }

  setInterruptRequest(line: number, asserted: boolean): void {
    if (line < 8) this.#master.setInput(line, asserted);
    else this.#slave.setInput(line - 8, asserted);
    this.#settle();
  }

  /** An edge on the line waits to be acknowledged: another one now would be lost. */
  isRequested(line: number): boolean {
    return line < 8 ? this.#master.requests(line) : this.#slave.requests(line - 8);
  }

  /** The INTA cycle: the vector that the CPU is to take. */
  acknowledge(): number {
    const input = this.#master.winner();
    let vector = this.#master.acknowledge(input);
    if (input === CASCADE) {
      vector = this.#slave.acknowledge(this.#slave.winner());
      // INT falls with the acknowledge: with automatic EOI the next request is an edge at once.
      this.#master.setInput(CASCADE, false);
    }
    this.#settle();
    return vector;
  }

  portRead(port: number): number {
    let value: number;
    switch (port) {
      case 0x20:
        value = this.#master.readEven(() => poll(this.#master));
        break;
      case 0x21:
        value = this.#master.readOdd(() => poll(this.#master));
        break;
      case 0xa0:
        value = this.#slave.readEven(() => poll(this.#slave));
        break;
      case 0xa1:
        value = this.#slave.readOdd(() => poll(this.#slave));
        break;
      default:
        return (port === 0x4d0 ? this.#master : this.#slave).levelTriggered;
    }
    this.#settle();
    return value;
  }

  portWrite(port: number, value: number): void {
    switch (port) {
      case 0x20:
        this.#master.writeEven(value);
        break;
      case 0x21:
        this.#master.writeOdd(value);
        break;
      case 0xa0:
        this.#slave.writeEven(value);
        break;
      case 0xa1:
        this.#slave.writeOdd(value);
        break;
      case 0x4d0:
        // Timer, keyboard and cascade are edge triggered on every board, RTC and coprocessor likewise.
        this.#master.setLevelTriggered(value & 0xf8);
        break;
      default:
        this.#slave.setLevelTriggered(value & 0xde);
    }
    this.#settle();
  }

  visitState(visitor: StateVisitor): void {
    visitor.section("master", () => this.#master.visitState(visitor));
    visitor.section("slave", () => this.#slave.visitState(visitor));
    this.#settle();
  }

  #settle(): void {
    this.#master.setInput(CASCADE, this.#slave.winner() >= 0);
    this.#onRequest(this.#master.winner() >= 0);
  }
}

/** The poll command's byte: bit 7 and the input if there is a request, which counts as acknowledged. */
function poll(chip: Chip): number {
  const input = chip.winner();
  if (input < 0) return 0;
  chip.acknowledge(input);
  return 0x80 | input;
}
