/** Loads, stores, and moves between registers. */
import { CONSTANTS } from "./constants.ts";
import { Packed, packDouble, packInteger, packSingle, unpackDouble, unpackInteger, unpackSingle } from "./convert.ts";
import { packDecimal, PackedDecimal, unpackDecimal } from "./decimal.ts";
import { DENORMAL, QUIET_BIT, QUIET_NAN, SIGNALLING_NAN } from "./extended.ts";
import { roundSignificand } from "./round.ts";
import { FpuStack } from "./stack.ts";
import { C1, DENORMAL_OPERAND, INVALID } from "./status.ts";

export class FpuTransfer extends FpuStack {
  /** What a store writes: integers and floats in `low` and `high`. */
  readonly out = new Packed();
  /** What FBLD reads and FBSTP writes. */
  readonly decimal = new PackedDecimal();

  // Memory operands, read by the caller.

  operandSingle(bits: number): void {
    unpackSingle(this.operand, bits);
  }

  operandDouble(high: number, low: number): void {
    unpackDouble(this.operand, high, low);
  }

  operandInteger(high: number, low: number): void {
    unpackInteger(this.operand, high, low);
  }

  operandDecimal(): void {
    unpackDecimal(this.operand, this.decimal);
  }

  // Loads.

  /** FLD m32fp, FLD m64fp, FILD, FBLD: pushes the operand. */
  loadOperand(): void {
    this.begin();
    if (!this.registers.isEmpty(7)) this.pushOverflow();
    else {
      // A denormal operand, even unmasked, is loaded; its number is exact in a register.
      const { kind } = this.operand;
      if (kind === SIGNALLING_NAN) this.context.raise(INVALID);
      if (kind >= QUIET_NAN) this.operand.high |= QUIET_BIT;
      this.push(this.operand);
      if (kind === DENORMAL) this.context.raise(DENORMAL_OPERAND);
    }
    this.commit();
  }

  /** FLD m80fp: as it is. */
  loadExtended(signExponent: number, high: number, low: number): void {
    this.begin();
    if (!this.registers.isEmpty(7)) this.pushOverflow();
    else {
      this.registers.top--;
      this.registers.writeBits(0, signExponent, high, low);
    }
    this.commit();
  }

  /** FLD ST(i). */
  loadRegister(i: number): void {
    const { registers } = this;
    this.begin();
    if (registers.isEmpty(i)) {
      this.stackFault(false);
      this.push(this.result);
    } else if (!registers.isEmpty(7)) this.pushOverflow();
    else {
      registers.top--;
      registers.writeBits(0, registers.signExponent(i + 1), registers.high(i + 1), registers.low(i + 1));
    }
    this.commit();
  }

  /** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ, by the last three bits of the opcode. */
  loadConstant(index: number): void {
    const constant = CONSTANTS[index]!;
    this.begin();
    if (!this.registers.isEmpty(7)) this.pushOverflow();
    else {
      this.result.set(0, constant.exponent, constant.high, constant.low);
      this.result.rest = constant.rest;
      roundSignificand(this.context, this.result, 64);
      // A constant is never reported as inexact.
      this.begin();
      this.push(this.result);
    }
    this.commit();
  }

  // Stores, first step: true if there is something to write.

  /** FST(P) m32fp, into `out.low`. */
  convertSingle(): boolean {
    this.readForStore();
    return packSingle(this.context, this.a, this.out) && !this.context.blocked;
  }

  /** FST(P) m64fp. */
  convertDouble(): boolean {
    this.readForStore();
    return packDouble(this.context, this.a, this.out) && !this.context.blocked;
  }

  /** FIST(P) of 16, 32 or 64 bits. */
  convertInteger(bits: number): boolean {
    this.readForStore();
    return packInteger(this.context, this.a, bits, this.out) && !this.context.blocked;
  }

  /** FBSTP, into `decimal`. */
  convertDecimal(): boolean {
    this.readForStore();
    return packDecimal(this.context, this.a, this.decimal) && !this.context.blocked;
  }

  /** FSTP m80fp: `out` and the return value, the sign and exponent, or -1 if there is nothing to write. */
  convertExtended(): number {
    const { registers, out } = this;
    this.begin();
    if (registers.isEmpty(0)) {
      this.stackFault(false);
      if (this.context.blocked) return -1;
      out.high = this.result.high;
      out.low = this.result.low;
      return 0xffff;
    }
    out.high = registers.high(0);
    out.low = registers.low(0);
    return registers.signExponent(0);
  }

  private readForStore(): void {
    this.begin();
    if (this.registers.isEmpty(0)) {
      this.stackFault(false);
      this.a.setIndefinite();
      this.a.kind = QUIET_NAN;
    } else this.registers.read(0, this.a);
  }

  /** Second step. `stored`: what the first returned. */
  completeStore(stored: boolean, pop: boolean): void {
    if (stored && pop) this.pop();
    this.commit();
  }

  /** FST(P) ST(i). */
  storeRegister(i: number, pop: boolean): void {
    const { registers } = this;
    this.begin();
    if (registers.isEmpty(0)) {
      this.stackFault(false);
      this.deliver(i, pop);
    } else {
      registers.writeBits(i, registers.signExponent(0), registers.high(0), registers.low(0));
      if (pop) this.pop();
    }
    this.commit();
  }

  /** D9 D8: as FSTP ST(i), but an empty ST(0) is popped without a stack fault, and not moved. Undocumented. */
  moveAndPop(i: number): void {
    if (!this.registers.isEmpty(0)) return this.storeRegister(i, true);
    this.pop();
    this.registers.flags &= ~C1;
  }

  /** FXCH. */
  exchange(i: number): void {
    const { registers } = this;
    this.begin();
    const emptyTop = registers.isEmpty(0);
    const emptyOther = registers.isEmpty(i);
    if (emptyTop || emptyOther) {
      this.stackFault(false);
      if (!this.context.blocked) {
        if (emptyTop) registers.write(0, this.result);
        if (emptyOther) registers.write(i, this.result);
      }
    }
    if (!this.context.blocked) {
      const signExponent = registers.signExponent(0);
      const high = registers.high(0);
      const low = registers.low(0);
      registers.writeBits(0, registers.signExponent(i), registers.high(i), registers.low(i));
      registers.writeBits(i, signExponent, high, low);
    }
    this.commit();
  }

  /** FCMOVcc: ST(0) = ST(i) if `condition`. */
  conditionalMove(i: number, condition: boolean): void {
    const { registers } = this;
    if (registers.isEmpty(0) || registers.isEmpty(i)) {
      this.begin();
      this.stackFault(false);
      this.deliver(0, false);
      this.commit();
    } else if (condition) registers.writeBits(0, registers.signExponent(i), registers.high(i), registers.low(i));
  }
}
