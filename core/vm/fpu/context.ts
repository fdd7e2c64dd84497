import { BEFORE_RESULT, INVALID, PRECISION, ROUND_SHIFT, STACK_FAULT } from "./status.ts";

/** Significant bits by precision control, bits 8 and 9 of the control word; 1 is reserved and works as 64 does. */
const PRECISION_BITS = [24, 64, 53, 64];

/** What one operation works under, and what it reports. An FPU has one; it carries nothing from one unit to the next. */
export class Context {
  /** The control word. */
  control = 0;
  /** Exceptions raised so far, and the stack fault bit, as in the status word. */
  raised = 0;
  /** The last rounding made the magnitude greater: C1. */
  roundedUp = false;

  begin(control: number): void {
    this.control = control;
    this.raised = 0;
    this.roundedUp = false;
  }

  get rounding(): number {
    return (this.control >> ROUND_SHIFT) & 3;
  }

  /** Significant bits that add, subtract, multiply, divide and square root round to. */
  get precisionBits(): number {
    return PRECISION_BITS[(this.control >> 8) & 3]!;
  }

  raise(exceptions: number): void {
    this.raised |= exceptions;
  }

  unmasked(exceptions: number): boolean {
    return (this.raised & ~this.control & exceptions) !== 0;
  }

  /** An exception that comes before the result is unmasked: nothing is stored, popped or pushed. */
  get blocked(): boolean {
    return this.unmasked(BEFORE_RESULT);
  }

  /** An invalid operand found late: takes back what was raised on the way to it. */
  invalid(): void {
    this.raised = (this.raised & STACK_FAULT) | INVALID;
    this.roundedUp = false;
  }

  /** An unmasked overflow or underflow forbids a store: nothing was rounded after all. */
  abandon(): void {
    this.raised &= ~PRECISION;
    this.roundedUp = false;
  }

  inexact(roundedUp: boolean): void {
    this.raised |= PRECISION;
    this.roundedUp = roundedUp;
  }
}
