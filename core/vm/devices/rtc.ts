/**
 * Real-time clock and CMOS RAM, Motorola MC146818A (data sheet ADI1026), at 70h and 71h, IRQ 8; century in 32h.
 *
 * The wall clock is read once, at the first access after power on; from then on time is that plus guest time. Flags of
 * register C are brought up to date when somebody looks. Differs from the part: an update takes no time, but the bit
 * that announces it (UIP) is there for the 244 microseconds before; the divider runs always.
 */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Nanoseconds } from "../units.ts";
import type { Board, PortDevice } from "./board.ts";
import { calendarTime, unixSeconds } from "./calendar.ts";

const IRQ = 8;
const SECOND_NS = 1_000_000_000;
const UPDATE_WARNING_NS = 244_000;
const DAY_SECONDS = 86_400;

const Register = {
  second: 0x00,
  secondAlarm: 0x01,
  minute: 0x02,
  minuteAlarm: 0x03,
  hour: 0x04,
  hourAlarm: 0x05,
  weekday: 0x06,
  day: 0x07,
  month: 0x08,
  year: 0x09,
  a: 0x0a,
  b: 0x0b,
  c: 0x0c,
  d: 0x0d,
  century: 0x32,
} as const;
/** Those that `calendar.ts` computes. */
const TIME_REGISTERS: readonly number[] = [
  Register.second,
  Register.minute,
  Register.hour,
  Register.weekday,
  Register.day,
  Register.month,
  Register.year,
  Register.century,
];
const UPDATE_IN_PROGRESS = 0x80;
const B = { set: 0x80, periodic: 0x40, alarm: 0x20, update: 0x10, binary: 0x04, hours24: 0x02 } as const;
/** Flags of register C stand where their enables stand in B. */
const FLAGS = B.periodic | B.alarm | B.update;
const IRQF = 0x80;
const VALID = 0x80;
const PM = 0x80;
/** An alarm byte from here on matches always. */
const ANY = 0xc0;

export class Rtc implements PortDevice, Stateful {
  static readonly ports: readonly number[] = [0x70, 0x71];

  readonly #board: Board;
  readonly #cmos = new Uint8Array(128);
  #index = 0;
  #flags = 0;
  /** Unix seconds at guest time 0; null until the wall clock was read. */
  #base: number | null = null;
  /** Whole seconds, and periods of the periodic interrupt, that the flags account for. */
  #seconds = 0;
  #periods = 0;

  constructor(board: Board, ramBytes: number) {
    this.#board = board;
    this.#cmos[Register.a] = 0x26;
    this.#cmos[Register.b] = B.hours24;
    // What POST leaves for the operating system: memory sizes in KiB, and above 16 MiB in units of 64 KiB.
    const extended = Math.min(0xffff, Math.max(0, ramBytes / 1024 - 1024));
    const above = Math.max(0, (ramBytes - 0x100_0000) / 0x1_0000);
    for (const [at, value] of [
      [0x15, 640],
      [0x17, extended],
      [0x30, extended],
      [0x34, above],
    ] as const) {
      this.#cmos[at] = value;
      this.#cmos[at + 1] = value >>> 8;
    }
  }

  /** When the next enabled interrupt may come. */
  dueNs(): Nanoseconds | null {
    const wanted = this.#cmos[Register.b]! & FLAGS & ~this.#flags;
    const second = wanted & (B.alarm | B.update) ? (this.#seconds + 1) * SECOND_NS : null;
    const rate = this.#rate();
    const period = wanted & B.periodic && rate > 0 ? nsOfPeriod(this.#periods + 1, rate) : null;
    if (second === null || period === null) return second ?? period;
    return Math.min(second, period);
  }

  fire(nowNs: Nanoseconds): void {
    this.#advance(nowNs);
    this.#settle();
  }

  /** RESET# disables the interrupts and leaves the rest. */
  reset(): void {
    this.#cmos[Register.b]! &= ~FLAGS;
    this.#flags = 0;
    this.#settle();
  }

  portRead(port: number): number {
    if (port === 0x70) return 0xff;
    const register = this.#index;
    if (TIME_REGISTERS.includes(register)) {
      return this.#set() ? this.#cmos[register]! : this.#timeRegisters(this.#board.guestNs()).get(register)!;
    }
    switch (register) {
      case Register.a:
        return this.#cmos[Register.a]! | this.#updateInProgress();
      case Register.c:
        return this.#readFlags();
      case Register.d:
        return VALID;
      default:
        return this.#cmos[register]!;
    }
  }

  portWrite(port: number, value: number): void {
    if (port === 0x70) {
      this.#index = value & 0x7f;
      return;
    }
    const register = this.#index;
    if (TIME_REGISTERS.includes(register)) {
      this.#setTime(register, value);
    } else if (register === Register.a || register === Register.b) {
      this.#setControl(register, value);
    } else if (register !== Register.c && register !== Register.d) {
      this.#cmos[register] = value;
    }
  }

  visitState(visitor: StateVisitor): void {
    this.#cmos.set(visitor.bytes("cmos", this.#cmos).subarray(0, this.#cmos.length));
    this.#index = visitor.u8("index", this.#index);
    this.#flags = visitor.u8("flags", this.#flags);
    this.#base = visitor.optional("base", this.#base);
    this.#seconds = visitor.integer("seconds", this.#seconds);
    this.#periods = visitor.integer("periods", this.#periods);
  }

  #set(): boolean {
    return (this.#cmos[Register.b]! & B.set) !== 0;
  }

  #unixSecondsAt(nowNs: Nanoseconds): number {
    const seconds = wholeSeconds(nowNs);
    this.#base ??= Math.max(0, this.#board.wallSeconds() - seconds);
    return this.#base + seconds;
  }

  #updateInProgress(): number {
    const inSecond = this.#board.guestNs() % SECOND_NS;
    return !this.#set() && inSecond >= SECOND_NS - UPDATE_WARNING_NS ? UPDATE_IN_PROGRESS : 0;
  }

  #readFlags(): number {
    this.#advance(this.#board.guestNs());
    const flags = this.#flags;
    const requested = (flags & this.#cmos[Register.b]! & FLAGS) !== 0 ? IRQF : 0;
    this.#flags = 0;
    this.#settle();
    if (this.dueNs() !== null) this.#board.timersChanged();
    return flags | requested;
  }

  #setControl(register: number, value: number): void {
    const nowNs = this.#board.guestNs();
    this.#unixSecondsAt(nowNs);
    this.#advance(nowNs);
    const wasSet = this.#set();
    if (register === Register.a) {
      this.#cmos[Register.a] = value & 0x7f;
      this.#periods = this.#rate() > 0 ? periodsAt(nowNs, this.#rate()) : 0;
    } else {
      if (!wasSet && value & B.set) {
        for (const [at, field] of this.#timeRegisters(nowNs)) this.#cmos[at] = field;
      }
      // SET clears the update interrupt's enable.
      this.#cmos[Register.b] = value & B.set ? value & ~B.update : value;
      if (wasSet && (value & B.set) === 0) this.#adopt(nowNs);
    }
    this.#settle();
    this.#board.timersChanged();
  }

  #setTime(register: number, value: number): void {
    if (this.#set()) {
      this.#cmos[register] = value;
      return;
    }
    const nowNs = this.#board.guestNs();
    for (const [at, field] of this.#timeRegisters(nowNs)) this.#cmos[at] = field;
    this.#cmos[register] = value;
    this.#adopt(nowNs);
  }

  /** Time is from now on what the registers say. */
  #adopt(nowNs: Nanoseconds): void {
    const decode = (register: number): number => this.#decode(this.#cmos[register]!);
    const hour = this.#cmos[Register.hour]!;
    let hours = this.#decode(hour & ~(this.#hours24() ? 0 : PM));
    if (!this.#hours24()) hours = (hours % 12) + (hour & PM ? 12 : 0);
    const time = {
      year: decode(Register.century) * 100 + decode(Register.year),
      month: decode(Register.month),
      day: decode(Register.day),
      hour: hours,
      minute: decode(Register.minute),
      second: decode(Register.second),
    };
    this.#base = Math.max(0, unixSeconds(time) - wholeSeconds(nowNs));
  }

  #timeRegisters(nowNs: Nanoseconds): Map<number, number> {
    const time = calendarTime(this.#unixSecondsAt(nowNs));
    const century = (time.year - (time.year % 100)) / 100;
    return new Map([
      [Register.second, this.#encode(time.second)],
      [Register.minute, this.#encode(time.minute)],
      [Register.hour, this.#encodeHour(time.hour)],
      [Register.weekday, this.#encode(time.weekday)],
      [Register.day, this.#encode(time.day)],
      [Register.month, this.#encode(time.month)],
      [Register.year, this.#encode(time.year % 100)],
      [Register.century, this.#encode(century)],
    ]);
  }

  #hours24(): boolean {
    return (this.#cmos[Register.b]! & B.hours24) !== 0;
  }

  #encodeHour(hour: number): number {
    if (this.#hours24()) return this.#encode(hour);
    return this.#encode(hour % 12 === 0 ? 12 : hour % 12) | (hour >= 12 ? PM : 0);
  }

  #encode(value: number): number {
    return this.#cmos[Register.b]! & B.binary ? value : (((value / 10) | 0) << 4) | (value % 10);
  }

  #decode(value: number): number {
    return this.#cmos[Register.b]! & B.binary ? value : (value >> 4) * 10 + (value & 15);
  }

  /** Periodic interrupts a second, or 0. */
  #rate(): number {
    const select = this.#cmos[Register.a]! & 15;
    if (select === 0) return 0;
    return select <= 2 ? 512 >> select : 65_536 >> select;
  }

  /** Sets the flags of what happened until `nowNs`. */
  #advance(nowNs: Nanoseconds): void {
    const seconds = wholeSeconds(nowNs);
    if (seconds > this.#seconds && !this.#set()) {
      this.#flags |= B.update;
      if (this.#alarmRang(this.#seconds + 1, seconds)) this.#flags |= B.alarm;
    }
    this.#seconds = Math.max(this.#seconds, seconds);
    const rate = this.#rate();
    if (rate === 0) return;
    const periods = periodsAt(nowNs, rate);
    if (periods > this.#periods) this.#flags |= B.periodic;
    this.#periods = Math.max(this.#periods, periods);
  }

  #alarmRang(first: number, last: number): boolean {
    if (this.#base === null) return false;
    const [second, minute, hour] = [Register.secondAlarm, Register.minuteAlarm, Register.hourAlarm].map(
      (register) => this.#cmos[register]!,
    );
    // After a day every alarm has rung.
    for (let at = Math.max(first, last - DAY_SECONDS); at <= last; at++) {
      const inDay = (this.#base + at) % DAY_SECONDS;
      const inHour = inDay % 3600;
      if (
        (second! >= ANY || second === this.#encode(inHour % 60)) &&
        (minute! >= ANY || minute === this.#encode((inHour - (inHour % 60)) / 60)) &&
        (hour! >= ANY || hour === this.#encodeHour((inDay - inHour) / 3600))
      ) {
        return true;
      }
    }
    return false;
  }

  #settle(): void {
    this.#board.setInterruptRequest(IRQ, (this.#flags & this.#cmos[Register.b]! & FLAGS) !== 0);
  }
}

function wholeSeconds(ns: Nanoseconds): number {
  return (ns - (ns % SECOND_NS)) / SECOND_NS;
}

function periodsAt(ns: Nanoseconds, rate: number): number {
  const rest = (ns % SECOND_NS) * rate;
  return wholeSeconds(ns) * rate + (rest - (rest % SECOND_NS)) / SECOND_NS;
}

function nsOfPeriod(period: number, rate: number): Nanoseconds {
  const rest = (period % rate) * SECOND_NS + rate - 1;
  return ((period - (period % rate)) / rate) * SECOND_NS + (rest - (rest % rate)) / rate;
}
