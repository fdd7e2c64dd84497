/**
 * Interval timer, Intel 8254 (data sheet 231164), at 40h to 43h, with the part of port 61h that belongs to it: gate
 * and output of counter 2. Counter 0 is wired to IRQ 0.
 *
 * A machine that runs late owes its guest ticks. They are delivered one after the other, each when the guest has taken
 * the one before, so that a guest that counts ticks keeps time; of a debt over `CATCH_UP_MAX_TICKS` the older part is
 * forgiven.
 */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Nanoseconds } from "../units.ts";
import type { Board, PortDevice } from "./board.ts";
import { nsOfPitTick, pitTicksAt } from "./pit-clock.ts";
import { PitChannel } from "./pit-channel.ts";

/** One second. */
const CATCH_UP_MAX_TICKS = 1_193_182;
/** Port 61h, bit 4, toggles with each refresh of the DRAM: counter 1 at 18 pulses on the original board. */
const REFRESH_NS = 15_085;

export class Pit implements PortDevice, Stateful {
  static readonly ports: readonly number[] = [0x40, 0x41, 0x42, 0x43, 0x61];

  readonly #board: Board;
  readonly #channels = [new PitChannel(), new PitChannel(), new PitChannel()] as const;
  /** The pulse at which IRQ 0 is due, or null. */
  #dueTick: number | null = null;
  /** Port 61h, bit 1: speaker data, stored only. */
  #speaker = false;

  constructor(board: Board) {
    this.#board = board;
    this.#channels[2].setGate(false, 0);
  }

  /** When counter 0 will raise IRQ 0. */
  dueNs(): Nanoseconds | null {
    return this.#dueTick === null ? null : nsOfPitTick(this.#dueTick);
  }

  /** Raises IRQ 0 if it is due at `nowNs`, once. */
  fire(nowNs: Nanoseconds): void {
    const now = pitTicksAt(nowNs);
    if (this.#dueTick === null || this.#dueTick > now) return;
    this.#board.setInterruptRequest(0, false);
    this.#board.setInterruptRequest(0, true);
    const forgiven = this.#channels[0].periodic && now - this.#dueTick > CATCH_UP_MAX_TICKS;
    this.#dueTick = this.#channels[0].risesAfter(forgiven ? now : this.#dueTick);
  }

  portRead(port: number): number {
    if (port === 0x61) return this.#readControl();
    const channel = this.#channels[port - 0x40];
    if (channel === undefined) return 0xff;
    return channel.readCount(channel.readsClock ? this.#tick() : 0);
  }

  portWrite(port: number, value: number): void {
    if (port === 0x61) {
      this.#writeControl(value);
    } else if (port === 0x43) {
      this.#command(value);
    } else {
      const channel = this.#channels[port - 0x40]!;
      const tick = channel.loadsNext ? this.#tick() : 0;
      const changed = channel.writeCount(value, tick);
      if (changed && port === 0x40) this.#arm(tick);
    }
  }

  visitState(visitor: StateVisitor): void {
    for (const [number, channel] of this.#channels.entries()) {
      visitor.section(`counter ${number}`, () => channel.visitState(visitor));
    }
    this.#dueTick = visitor.optional("due tick", this.#dueTick);
    this.#speaker = visitor.flag("speaker", this.#speaker);
  }

  #tick(): number {
    return pitTicksAt(this.#board.guestNs());
  }

  #command(control: number): void {
    const select = control >> 6;
    if (select === 3) {
      this.#readBack(control);
    } else if ((control & 0x30) === 0) {
      this.#channels[select]!.latchCount(this.#tick());
    } else {
      this.#channels[select]!.setMode(control);
      if (select === 0) this.#arm(0);
    }
  }

  #readBack(control: number): void {
    const tick = this.#tick();
    for (const [number, channel] of this.#channels.entries()) {
      if (((control >> (number + 1)) & 1) === 0) continue;
      if ((control & 0x20) === 0) channel.latchCount(tick);
      if ((control & 0x10) === 0) channel.latchStatus(tick);
    }
  }

  #arm(tick: number): void {
    this.#dueTick = this.#channels[0].risesAfter(tick);
    this.#board.timersChanged();
  }

  #readControl(): number {
    const nowNs = this.#board.guestNs();
    const counter2 = this.#channels[2];
    const refresh = ((nowNs - (nowNs % REFRESH_NS)) / REFRESH_NS) % 2;
    return (
      (counter2.gate ? 0x01 : 0) |
      (this.#speaker ? 0x02 : 0) |
      (refresh << 4) |
      (counter2.out(pitTicksAt(nowNs)) ? 0x20 : 0)
    );
  }

  #writeControl(value: number): void {
    const gate = (value & 1) !== 0;
    if (gate !== this.#channels[2].gate) this.#channels[2].setGate(gate, this.#tick());
    this.#speaker = (value & 2) !== 0;
  }
}
