/**
 * One counter of the 8254 (data sheet 231164), as a function of time: nothing counts, the value at a clock pulse is
 * computed from the pulse at which the count was loaded.
 *
 * Differs from the part: in mode 3 a new count takes effect at the end of the whole cycle, not of the half.
 */
import type { StateVisitor } from "../snapshot/state-visitor.ts";

/** Access of the control word: which bytes of the count are read and written. */
const Access = { low: 1, high: 2, both: 3 } as const;

export class PitChannel {
  #mode = 0;
  #bcd = false;
  #access: number = Access.both;
  /** Count as written; zero stands for the greatest. */
  #count = 0;
  /** First half of a two-byte write. */
  #lowWritten: number | null = null;
  #highReadNext = false;
  #latchedCount: number | null = null;
  #latchedStatus: number | null = null;
  /** Clock pulse at which counting began, or null: not loaded, or not triggered. */
  #loadTick: number | null = null;
  /** Modes 2 and 3: the count that follows, and the end of the present cycle, at which it does. */
  #nextCount: number | null = null;
  #nextTick = 0;
  #gate = true;
  /** Modes 0 and 4: the pulse at which the gate went low. */
  #pausedTick: number | null = null;

  get periodic(): boolean {
    return this.#mode === 2 || this.#mode === 3;
  }

  /** The first pulse after `tick` at which OUT rises, or null. */
  risesAfter(tick: number): number | null {
    this.#advance(tick);
    if (this.#loadTick === null) return null;
    const elapsed = tick - this.#loadTick;
    if (this.periodic) {
      if (elapsed < 0) return this.#loadTick + this.#length();
      const boundary = tick - (elapsed % this.#length()) + this.#length();
      return this.#nextCount === null ? boundary : this.#nextTick;
    }
    const once = this.#loadTick + this.#length() + (this.#mode >= 4 ? 1 : 0);
    return once > tick ? once : null;
  }

  /** A control word other than a latch command: the counter stops until a count is written. */
  setMode(control: number): void {
    this.#mode = (control >> 1) & 7;
    if (this.#mode > 5) this.#mode &= 3;
    this.#bcd = (control & 1) !== 0;
    this.#access = (control >> 4) & 3;
    this.#lowWritten = null;
    this.#highReadNext = false;
    this.#latchedCount = null;
    this.#latchedStatus = null;
    this.#loadTick = null;
    this.#nextCount = null;
    this.#pausedTick = null;
  }

  /** Whether the next write completes a count, which is loaded then. */
  get loadsNext(): boolean {
    return this.#access !== Access.both || this.#lowWritten !== null;
  }

  /** Returns whether counting began, changed or stopped. `tick` matters if `loadsNext`. */
  writeCount(value: number, tick: number): boolean {
    if (!this.loadsNext) {
      this.#lowWritten = value;
      // Mode 0 stops at the first byte.
      if (this.#mode === 0) this.#loadTick = null;
      return this.#mode === 0;
    }
    let count = value;
    if (this.#access === Access.high) count = value << 8;
    else if (this.#access === Access.both) count = (value << 8) | this.#lowWritten!;
    this.#lowWritten = null;
    this.#load(count, tick);
    return true;
  }

  readCount(tick: number): number {
    if (this.#latchedStatus !== null) {
      const status = this.#latchedStatus;
      this.#latchedStatus = null;
      return status;
    }
    const count = this.#latchedCount ?? this.#value(tick);
    const high = this.#access === Access.high || (this.#access === Access.both && this.#highReadNext);
    if (this.#access === Access.both) this.#highReadNext = !this.#highReadNext;
    if (this.#access !== Access.both || high) this.#latchedCount = null;
    return high ? count >> 8 : count & 0xff;
  }

  /** Whether `readCount` would look at the clock. */
  get readsClock(): boolean {
    return this.#latchedStatus === null && this.#latchedCount === null;
  }

  latchCount(tick: number): void {
    this.#latchedCount ??= this.#value(tick);
  }

  latchStatus(tick: number): void {
    const nullCount = this.#loadTick === null || tick < this.#loadTick || this.#nextCount !== null;
    this.#latchedStatus ??=
      (this.out(tick) ? 0x80 : 0) |
      (nullCount ? 0x40 : 0) |
      (this.#access << 4) |
      (this.#mode << 1) |
      (this.#bcd ? 1 : 0);
  }

  get gate(): boolean {
    return this.#gate;
  }

  setGate(gate: boolean, tick: number): void {
    if (gate === this.#gate) return;
    this.#gate = gate;
    if (this.#mode === 0 || this.#mode === 4) {
      if (!gate) this.#pausedTick = tick;
      else if (this.#pausedTick !== null) {
        if (this.#loadTick !== null) this.#loadTick += tick - this.#pausedTick;
        this.#pausedTick = null;
      }
    } else if (gate) {
      // A trigger: modes 1 and 5 begin, modes 2 and 3 begin anew.
      this.#advance(tick);
      this.#loadTick = tick + 1;
    }
  }

  /** Level of OUT. */
  out(tick: number): boolean {
    this.#advance(tick);
    if (this.#loadTick === null || (this.periodic && !this.#gate)) return this.#mode !== 0;
    const elapsed = (this.#pausedTick ?? tick) - this.#loadTick;
    if (elapsed < 0) return this.#mode !== 0;
    const length = this.#length();
    switch (this.#mode) {
      case 2:
        return elapsed % length !== length - 1;
      case 3:
        return elapsed % length < (length + 1) >> 1;
      case 4:
      case 5:
        return elapsed !== length;
      default:
        return elapsed >= length;
    }
  }

  #load(count: number, tick: number): void {
    if (this.periodic && this.#loadTick !== null && this.#gate) {
      const end = this.risesAfter(tick)!;
      this.#nextCount = count;
      this.#nextTick = end;
      return;
    }
    this.#count = count;
    const triggered = this.#mode !== 1 && this.#mode !== 5;
    if (triggered) {
      this.#loadTick = tick + 1;
      this.#pausedTick = this.#gate ? null : tick;
    }
  }

  #advance(tick: number): void {
    if (this.#nextCount === null || tick < this.#nextTick) return;
    this.#count = this.#nextCount;
    this.#loadTick = this.#nextTick;
    this.#nextCount = null;
  }

  #length(): number {
    if (!this.#bcd) return this.#count === 0 ? 0x1_0000 : this.#count;
    const count = this.#count;
    const decimal = (count >> 12) * 1000 + ((count >> 8) & 15) * 100 + ((count >> 4) & 15) * 10 + (count & 15);
    return decimal === 0 ? 10_000 : decimal;
  }

  #value(tick: number): number {
    this.#advance(tick);
    const length = this.#length();
    let value = length;
    if (this.#loadTick !== null) {
      const elapsed = Math.max(0, (this.#pausedTick ?? tick) - this.#loadTick);
      const inCycle = elapsed % length;
      const half = (length + 1) >> 1;
      if (this.#mode === 2) value = length - inCycle;
      else if (this.#mode === 3) value = (length & ~1) - 2 * (inCycle < half ? inCycle : inCycle - half);
      else value = length - elapsed;
    }
    if (!this.#bcd) return ((value % 0x1_0000) + 0x1_0000) & 0xffff;
    const digits = ((value % 10_000) + 10_000) % 10_000;
    const pair = digits % 100;
    const upper = (digits - pair) / 100;
    return (toBcd(upper) << 8) | toBcd(pair);
  }

  visitState(visitor: StateVisitor): void {
    this.#mode = visitor.u8("mode", this.#mode);
    this.#bcd = visitor.flag("bcd", this.#bcd);
    this.#access = visitor.u8("access", this.#access);
    this.#count = visitor.u16("count", this.#count);
    this.#lowWritten = visitor.optional("low byte written", this.#lowWritten);
    this.#highReadNext = visitor.flag("high byte read next", this.#highReadNext);
    this.#latchedCount = visitor.optional("latched count", this.#latchedCount);
    this.#latchedStatus = visitor.optional("latched status", this.#latchedStatus);
    this.#loadTick = visitor.optional("load tick", this.#loadTick);
    this.#nextCount = visitor.optional("next count", this.#nextCount);
    this.#nextTick = visitor.integer("next tick", this.#nextTick);
    this.#gate = visitor.flag("gate", this.#gate);
    this.#pausedTick = visitor.optional("paused tick", this.#pausedTick);
  }
}

function toBcd(value: number): number {
  return (((value / 10) | 0) << 4) | (value % 10);
}
