/**
 * Serial port COM1: National Semiconductor PC16550D (data sheet of June 1995) at 3F8h, IRQ 4.
 *
 * The transmitter sends a byte the moment it is written (front: registers; back: the console), so the transmitter is
 * always empty. Received bytes wait on the line while the FIFO is full, as behind flow control, up to `LINE_MAX`; what
 * exceeds that is lost with an overrun. Differs from the part: the character time-out is immediate.
 */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Board, PortDevice } from "./board.ts";

const IRQ = 4;
const FIFO_BYTES = 16;
const LINE_MAX = 4096;
const TRIGGERS = [1, 4, 8, 14] as const;

/** Interrupt enable register. */
const Ier = { receive: 0x01, transmit: 0x02, lineStatus: 0x04, modemStatus: 0x08 } as const;
/** Interrupt identification, in order of priority. */
const Iir = { none: 0x01, lineStatus: 0x06, receive: 0x04, timeout: 0x0c, transmit: 0x02, modemStatus: 0x00 } as const;
/** Line status register. */
const Lsr = { dataReady: 0x01, overrun: 0x02, transmitterEmpty: 0x60 } as const;
/** Modem control register. */
const Mcr = { dtr: 0x01, rts: 0x02, out1: 0x04, out2: 0x08, loop: 0x10 } as const;
/** Modem status with the other side present: CTS, DSR and DCD. */
const CONNECTED = 0xb0;

export class Uart implements PortDevice, Stateful {
  static readonly ports: readonly number[] = [0x3f8, 0x3f9, 0x3fa, 0x3fb, 0x3fc, 0x3fd, 0x3fe, 0x3ff];

  readonly #board: Board;
  #divisor = 12;
  #ier = 0;
  #fifoControl = 0;
  #lcr = 0;
  #mcr = 0;
  #scratch = 0;
  #overrun = false;
  /** Changes of modem status since last read, low four bits of the register. */
  #modemDeltas = 0;
  /** The interrupt "transmitter holding register empty" was not yet read off. */
  #transmitPending = false;
  #fifo: number[] = [];
  #line: number[] = [];

  constructor(board: Board) {
    this.#board = board;
  }

  /** Bytes from the other side. */
  receive(bytes: Uint8Array): void {
    for (const byte of bytes) {
      if (this.#line.length < LINE_MAX) this.#line.push(byte);
      else this.#overrun = true;
    }
    this.#refill();
    this.#settle();
  }

  portRead(port: number): number {
    const value = this.#read(port & 7);
    this.#settle();
    return value;
  }

  portWrite(port: number, value: number): void {
    this.#write(port & 7, value);
    this.#settle();
  }

  visitState(visitor: StateVisitor): void {
    this.#divisor = visitor.u16("divisor", this.#divisor);
    this.#ier = visitor.u8("ier", this.#ier);
    this.#fifoControl = visitor.u8("fcr", this.#fifoControl);
    this.#lcr = visitor.u8("lcr", this.#lcr);
    this.#mcr = visitor.u8("mcr", this.#mcr);
    this.#scratch = visitor.u8("scr", this.#scratch);
    this.#overrun = visitor.flag("overrun", this.#overrun);
    this.#modemDeltas = visitor.u8("modem deltas", this.#modemDeltas);
    this.#transmitPending = visitor.flag("transmit interrupt", this.#transmitPending);
    this.#fifo = [...visitor.bytes("fifo", Uint8Array.from(this.#fifo))];
    this.#line = [...visitor.bytes("line", Uint8Array.from(this.#line))];
  }

  #read(register: number): number {
    const divisorAccess = (this.#lcr & 0x80) !== 0;
    switch (register) {
      case 0:
        return divisorAccess ? this.#divisor & 0xff : this.#take();
      case 1:
        return divisorAccess ? this.#divisor >> 8 : this.#ier;
      case 2: {
        const source = this.#source();
        if (source === Iir.transmit) this.#transmitPending = false;
        return source | (this.#fifoEnabled() ? 0xc0 : 0);
      }
      case 3:
        return this.#lcr;
      case 4:
        return this.#mcr;
      case 5: {
        const status =
          Lsr.transmitterEmpty | (this.#fifo.length > 0 ? Lsr.dataReady : 0) | (this.#overrun ? Lsr.overrun : 0);
        this.#overrun = false;
        return status;
      }
      case 6: {
        const status = this.#modemStatus() | this.#modemDeltas;
        this.#modemDeltas = 0;
        return status;
      }
      default:
        return this.#scratch;
    }
  }

  #write(register: number, value: number): void {
    const divisorAccess = (this.#lcr & 0x80) !== 0;
    switch (register) {
      case 0:
        if (divisorAccess) this.#divisor = (this.#divisor & 0xff00) | value;
        else this.#transmit(value);
        break;
      case 1:
        if (divisorAccess) {
          this.#divisor = (this.#divisor & 0xff) | (value << 8);
        } else {
          // Enabling it while the register is empty, as it always is here, raises the interrupt.
          if (value & ~this.#ier & Ier.transmit) this.#transmitPending = true;
          this.#ier = value & 0x0f;
        }
        break;
      case 2:
        this.#setFifoControl(value);
        break;
      case 3:
        this.#lcr = value;
        break;
      case 4:
        this.#setModemControl(value & 0x1f);
        break;
      case 7:
        this.#scratch = value;
        break;
      default:
      // Line and modem status are read only.
    }
  }

  #transmit(byte: number): void {
    if (this.#mcr & Mcr.loop) {
      if (this.#fifo.length < this.#capacity()) {
        this.#fifo.push(byte);
      } else {
        // The FIFO keeps what it has; the single register takes the new byte (8.6.4).
        this.#overrun = true;
        if (!this.#fifoEnabled()) this.#fifo = [byte];
      }
    } else {
      this.#board.output({ kind: "console", byte });
    }
    this.#transmitPending = true;
  }

  #take(): number {
    const byte = this.#fifo.shift() ?? 0;
    this.#refill();
    return byte;
  }

  #refill(): void {
    if (this.#mcr & Mcr.loop) return;
    const room = this.#capacity() - this.#fifo.length;
    if (room > 0) this.#fifo.push(...this.#line.splice(0, room));
  }

  #fifoEnabled(): boolean {
    return (this.#fifoControl & 1) !== 0;
  }

  #capacity(): number {
    return this.#fifoEnabled() ? FIFO_BYTES : 1;
  }

  #setFifoControl(value: number): void {
    if ((value ^ this.#fifoControl) & 1 || value & 0x02) this.#fifo = [];
    this.#fifoControl = value & 1 ? value & 0xc9 : 0;
    this.#refill();
  }

  #setModemControl(value: number): void {
    const before = this.#modemStatus();
    this.#mcr = value;
    const after = this.#modemStatus();
    const changed = before ^ after;
    // Ring indicator reports its trailing edge only.
    const deltas = ((changed >> 4) & 0x0b) | (before & ~after & 0x40 ? 0x04 : 0);
    this.#modemDeltas |= deltas;
    this.#refill();
  }

  /** CTS, DSR, RI and DCD; in loop mode fed by RTS, DTR, OUT1 and OUT2. */
  #modemStatus(): number {
    const mcr = this.#mcr;
    if ((mcr & Mcr.loop) === 0) return CONNECTED;
    return (
      (mcr & Mcr.rts ? 0x10 : 0) |
      (mcr & Mcr.dtr ? 0x20 : 0) |
      (mcr & Mcr.out1 ? 0x40 : 0) |
      (mcr & Mcr.out2 ? 0x80 : 0)
    );
  }

  /** The pending interrupt of highest priority. */
  #source(): number {
    if (this.#ier & Ier.lineStatus && this.#overrun) return Iir.lineStatus;
    if (this.#ier & Ier.receive && this.#fifo.length > 0) {
      const trigger = this.#fifoEnabled() ? TRIGGERS[this.#fifoControl >> 6]! : 1;
      return this.#fifo.length >= trigger ? Iir.receive : Iir.timeout;
    }
    if (this.#ier & Ier.transmit && this.#transmitPending) return Iir.transmit;
    if (this.#ier & Ier.modemStatus && this.#modemDeltas !== 0) return Iir.modemStatus;
    return Iir.none;
  }

  /** OUT2 gates the interrupt on a PC's serial card. */
  #settle(): void {
    const gated = (this.#mcr & Mcr.out2) !== 0 && (this.#mcr & Mcr.loop) === 0;
    this.#board.setInterruptRequest(IRQ, gated && this.#source() !== Iir.none);
  }
}
