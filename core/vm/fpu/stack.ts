/**
 * What all x87 instructions share. Each begins by taking the control word, computes in working values, and ends in
 * `commit`; stack faults and exceptions are gathered in the context on the way. The working values carry nothing from one
 * instruction to the next.
 */
import { Context } from "./context.ts";
import { Extended } from "./extended.ts";
import { Registers } from "./registers.ts";
import { C1, INVALID, STACK_FAULT } from "./status.ts";

export class FpuStack {
  readonly registers: Registers;
  protected readonly context = new Context();
  /** The memory operand of an arithmetic instruction or a load. */
  protected readonly operand = new Extended();
  protected readonly a = new Extended();
  protected readonly b = new Extended();
  protected readonly result = new Extended();
  protected readonly second = new Extended();

  /** @param byteOffset of 256 bytes for the state in `words` */
  constructor(words: Int32Array, byteOffset: number) {
    this.registers = new Registers(words, byteOffset);
  }

  protected begin(): void {
    this.context.begin(this.registers.control);
  }

  /** Begins an instruction on ST(0) alone. False after a stack fault. */
  protected beginOne(): boolean {
    this.begin();
    if (this.registers.isEmpty(0)) {
      this.stackFault(false);
      return false;
    }
    this.registers.read(0, this.a);
    return true;
  }

  protected beginPair(a: number, b: number): boolean {
    this.begin();
    return this.readPair(a, b);
  }

  protected readPair(a: number, b: number): boolean {
    if (this.registers.isEmpty(a) || this.registers.isEmpty(b)) {
      this.stackFault(false);
      return false;
    }
    this.registers.read(a, this.a);
    this.registers.read(b, this.b);
    return true;
  }

  /** Begins an instruction that replaces ST(0) and pushes. */
  protected beginPush(): boolean {
    this.begin();
    if (this.registers.isEmpty(0) || !this.registers.isEmpty(7)) {
      this.stackFault(!this.registers.isEmpty(0));
      this.second.copy(this.result);
      return false;
    }
    this.registers.read(0, this.a);
    return true;
  }

  protected finish(destination: number, pop: boolean): void {
    this.deliver(destination, pop);
    this.commit();
  }

  protected finishPush(): void {
    if (!this.context.blocked) {
      this.registers.write(0, this.second);
      this.push(this.result);
    }
    this.commit();
  }

  /** Stack overflow or underflow: an invalid operation, told apart by C1; the result is indefinite. */
  protected stackFault(overflow: boolean): void {
    this.context.raise(INVALID | STACK_FAULT);
    this.context.roundedUp = overflow;
    this.result.setIndefinite();
  }

  protected pushOverflow(): void {
    this.stackFault(true);
    this.push(this.result);
  }

  protected push(value: Extended): void {
    if (this.context.blocked) return;
    this.registers.top--;
    this.registers.write(0, value);
  }

  protected pop(): void {
    this.registers.free(0);
    this.registers.top++;
  }

  protected deliver(destination: number, pop: boolean): void {
    if (this.context.blocked) return;
    this.registers.write(destination, this.result);
    if (pop) this.pop();
  }

  protected commit(): void {
    const { raised, roundedUp } = this.context;
    this.registers.flags = (this.registers.flags & ~C1) | raised | (roundedUp ? C1 : 0);
  }
}
