/**
 * The x87 FPU: its instructions, over the registers in the linear memory of its VM. It knows neither opcodes nor memory:
 * whoever decodes reads the operand first, calls one method here, and writes what a store left in `out`.
 *
 * Stores come in two steps, so that a fault of the memory operand finds nothing changed: `convert...` computes into `out`
 * and says whether there is something to write; `completeStore` then changes status and stack.
 *
 * Unmasked exceptions only show in the status word; the next waiting instruction (`pendingError`) takes #MF.
 */
import { add, divide, multiply, squareRoot } from "./arithmetic.ts";
import { angle } from "./arctangent.ts";
import { compare, UNORDERED } from "./compare.ts";
import { CONSTANTS } from "./constants.ts";
import { Context } from "./context.ts";
import { Packed, packDouble, packInteger, packSingle, unpackDouble, unpackInteger, unpackSingle } from "./convert.ts";
import { packDecimal, PackedDecimal, unpackDecimal } from "./decimal.ts";
import {
  environmentBytes,
  IMAGE_BYTES_MAX,
  type ImageFormat,
  loadEnvironment,
  loadRegisters,
  stateBytes,
  storeEnvironment,
  storeRegisters,
} from "./environment.ts";
import { exponential } from "./exponential.ts";
import {
  BIAS,
  DENORMAL,
  Extended,
  INFINITY,
  INTEGER_BIT,
  NORMAL,
  QUIET_BIT,
  QUIET_NAN,
  SIGNALLING_NAN,
  ZERO,
} from "./extended.ts";
import { logarithm, logarithmPlusOne } from "./logarithm.ts";
import { Registers } from "./registers.ts";
import { NO_QUOTIENT, remainder } from "./remainder.ts";
import { roundSignificand } from "./round.ts";
import { extract, roundInteger, scale } from "./scale.ts";
import { C0, C1, C2, C3, DENORMAL_OPERAND, EXCEPTIONS, INVALID, STACK_FAULT } from "./status.ts";
import { cosineOf, inTrigonometricRange, sine, tangent } from "./trigonometric.ts";

/** Arithmetic operations as the reg field of D8, DA, DC and DE encodes them. */
const ADD = 0;
const MULTIPLY = 1;
const SUBTRACT = 4;
const SUBTRACT_REVERSED = 5;
const DIVIDE = 6;
const DIVIDE_REVERSED = 7;

const CONDITIONS = C0 | C1 | C2 | C3;

export class Fpu {
  readonly registers: Registers;
  /** What a store writes: integers and floats in `low` and `high`. */
  readonly out = new Packed();
  /** What FBLD reads and FBSTP writes. */
  readonly decimal = new PackedDecimal();
  /** What FLDENV and FRSTOR read, FNSTENV and FNSAVE write. */
  readonly image = new Uint8Array(IMAGE_BYTES_MAX);
  readonly #context = new Context();
  /** The memory operand of an arithmetic instruction or a load. */
  readonly #operand = new Extended();
  readonly #a = new Extended();
  readonly #b = new Extended();
  readonly #result = new Extended();
  readonly #second = new Extended();

  /** @param byteOffset of 256 bytes for the state in `words` */
  constructor(words: Int32Array, byteOffset: number) {
    this.registers = new Registers(words, byteOffset);
  }

  reset(): void {
    this.registers.reset();
  }

  // Memory operands, read by the caller.

  operandSingle(bits: number): void {
    unpackSingle(this.#operand, bits);
  }

  operandDouble(high: number, low: number): void {
    unpackDouble(this.#operand, high, low);
  }

  operandInteger(high: number, low: number): void {
    unpackInteger(this.#operand, high, low);
  }

  operandDecimal(): void {
    unpackDecimal(this.#operand, this.decimal);
  }

  // Loads.

  /** FLD m32fp, FLD m64fp, FILD, FBLD: pushes the operand. */
  loadOperand(): void {
    this.#begin();
    if (!this.registers.isEmpty(7)) this.#pushOverflow();
    else {
      // A denormal operand, even unmasked, is loaded; its number is exact in a register.
      const { kind } = this.#operand;
      if (kind === SIGNALLING_NAN) this.#context.raise(INVALID);
      if (kind >= QUIET_NAN) this.#operand.high |= QUIET_BIT;
      this.#push(this.#operand);
      if (kind === DENORMAL) this.#context.raise(DENORMAL_OPERAND);
    }
    this.#commit();
  }

  /** FLD m80fp: as it is. */
  loadExtended(signExponent: number, high: number, low: number): void {
    this.#begin();
    if (!this.registers.isEmpty(7)) this.#pushOverflow();
    else {
      this.registers.top--;
      this.registers.writeBits(0, signExponent, high, low);
    }
    this.#commit();
  }

  /** FLD ST(i). */
  loadRegister(i: number): void {
    const { registers } = this;
    this.#begin();
    if (registers.isEmpty(i)) {
      this.#stackFault(false);
      this.#push(this.#result);
    } else if (!registers.isEmpty(7)) this.#pushOverflow();
    else {
      registers.top--;
      registers.writeBits(0, registers.signExponent(i + 1), registers.high(i + 1), registers.low(i + 1));
    }
    this.#commit();
  }

  /** FLD1, FLDL2T, FLDL2E, FLDPI, FLDLG2, FLDLN2, FLDZ, by the last three bits of the opcode. */
  loadConstant(index: number): void {
    const constant = CONSTANTS[index]!;
    this.#begin();
    if (!this.registers.isEmpty(7)) this.#pushOverflow();
    else {
      this.#result.set(0, constant.exponent, constant.high, constant.low);
      this.#result.rest = constant.rest;
      roundSignificand(this.#context, this.#result, 64);
      // A constant is never reported as inexact.
      this.#begin();
      this.#push(this.#result);
    }
    this.#commit();
  }

  // Stores, first step: true if there is something to write.

  /** FST(P) m32fp, into `out.low`. */
  convertSingle(): boolean {
    this.#readForStore();
    return packSingle(this.#context, this.#a, this.out) && !this.#context.blocked;
  }

  /** FST(P) m64fp. */
  convertDouble(): boolean {
    this.#readForStore();
    return packDouble(this.#context, this.#a, this.out) && !this.#context.blocked;
  }

  /** FIST(P) of 16, 32 or 64 bits. */
  convertInteger(bits: number): boolean {
    this.#readForStore();
    return packInteger(this.#context, this.#a, bits, this.out) && !this.#context.blocked;
  }

  /** FBSTP, into `decimal`. */
  convertDecimal(): boolean {
    this.#readForStore();
    return packDecimal(this.#context, this.#a, this.decimal) && !this.#context.blocked;
  }

  /** FSTP m80fp: `out` and the return value, the sign and exponent, or -1 if there is nothing to write. */
  convertExtended(): number {
    const { registers, out } = this;
    this.#begin();
    if (registers.isEmpty(0)) {
      this.#stackFault(false);
      if (this.#context.blocked) return -1;
      out.high = this.#result.high;
      out.low = this.#result.low;
      return 0xffff;
    }
    out.high = registers.high(0);
    out.low = registers.low(0);
    return registers.signExponent(0);
  }

  #readForStore(): void {
    this.#begin();
    if (this.registers.isEmpty(0)) {
      this.#stackFault(false);
      this.#a.setIndefinite();
      this.#a.kind = QUIET_NAN;
    } else this.registers.read(0, this.#a);
  }

  /** Second step. `stored`: what the first returned. */
  completeStore(stored: boolean, pop: boolean): void {
    if (stored && pop) this.#pop();
    this.#commit();
  }

  /** FST(P) ST(i). */
  storeRegister(i: number, pop: boolean): void {
    const { registers } = this;
    this.#begin();
    if (registers.isEmpty(0)) {
      this.#stackFault(false);
      this.#deliver(i, pop);
    } else {
      registers.writeBits(i, registers.signExponent(0), registers.high(0), registers.low(0));
      if (pop) this.#pop();
    }
    this.#commit();
  }

  /** D9 D8: as FSTP ST(i), but an empty ST(0) is popped without a stack fault, and not moved. Undocumented. */
  moveAndPop(i: number): void {
    if (!this.registers.isEmpty(0)) return this.storeRegister(i, true);
    this.#pop();
    this.registers.flags &= ~C1;
  }

  /** FXCH. */
  exchange(i: number): void {
    const { registers } = this;
    this.#begin();
    const emptyTop = registers.isEmpty(0);
    const emptyOther = registers.isEmpty(i);
    if (emptyTop || emptyOther) {
      this.#stackFault(false);
      if (!this.#context.blocked) {
        if (emptyTop) registers.write(0, this.#result);
        if (emptyOther) registers.write(i, this.#result);
      }
    }
    if (!this.#context.blocked) {
      const signExponent = registers.signExponent(0);
      const high = registers.high(0);
      const low = registers.low(0);
      registers.writeBits(0, registers.signExponent(i), registers.high(i), registers.low(i));
      registers.writeBits(i, signExponent, high, low);
    }
    this.#commit();
  }

  /** FCMOVcc: ST(0) = ST(i) if `condition`. */
  conditionalMove(i: number, condition: boolean): void {
    const { registers } = this;
    if (registers.isEmpty(0) || registers.isEmpty(i)) {
      this.#begin();
      this.#stackFault(false);
      this.#deliver(0, false);
      this.#commit();
    } else if (condition) registers.writeBits(0, registers.signExponent(i), registers.high(i), registers.low(i));
  }

  // Arithmetic.

  /** ST(0) = ST(0) operation memory operand. */
  arithmeticOperand(operation: number): void {
    this.#begin();
    if (this.registers.isEmpty(0)) this.#stackFault(false);
    else {
      this.registers.read(0, this.#a);
      this.#compute(operation, this.#a, this.#operand);
    }
    this.#deliver(0, false);
    this.#commit();
  }

  /** ST(destination) = ST(destination) operation ST(source). */
  arithmetic(operation: number, destination: number, source: number, pop: boolean): void {
    this.#begin();
    if (this.#readPair(destination, source)) this.#compute(operation, this.#a, this.#b);
    this.#deliver(destination, pop);
    this.#commit();
  }

  #compute(operation: number, a: Extended, b: Extended): void {
    switch (operation) {
      case ADD:
        return add(this.#context, a, b, 0, this.#result);
      case MULTIPLY:
        return multiply(this.#context, a, b, this.#result);
      case SUBTRACT:
        return add(this.#context, a, b, 1, this.#result);
      case SUBTRACT_REVERSED:
        return add(this.#context, b, a, 1, this.#result);
      case DIVIDE:
        return divide(this.#context, a, b, this.#result);
      case DIVIDE_REVERSED:
        return divide(this.#context, b, a, this.#result);
      default:
        throw new RangeError(`x87 arithmetic: expected an operation 0, 1 or 4 to 7, found ${operation}`);
    }
  }

  /** FSQRT. */
  squareRoot(): void {
    if (this.#beginOne()) squareRoot(this.#context, this.#a, this.#result);
    this.#finish(0, false);
  }

  /** FRNDINT. */
  roundToInteger(): void {
    if (this.#beginOne()) roundInteger(this.#context, this.#a, this.#result);
    this.#finish(0, false);
  }

  /** FCHS. */
  changeSign(): void {
    this.#setSign(this.registers.signExponent(0) ^ 0x8000);
  }

  /** FABS. */
  absolute(): void {
    this.#setSign(this.registers.signExponent(0) & 0x7fff);
  }

  #setSign(signExponent: number): void {
    const { registers } = this;
    this.#begin();
    if (registers.isEmpty(0)) {
      this.#stackFault(false);
      this.#deliver(0, false);
    } else registers.writeBits(0, signExponent, registers.high(0), registers.low(0));
    this.#commit();
  }

  /** FSCALE. */
  scale(): void {
    if (this.#beginPair(0, 1)) scale(this.#context, this.#a, this.#b, this.#result);
    this.#finish(0, false);
  }

  /** FPREM, or FPREM1 where `nearest`. */
  remainder(nearest: boolean): void {
    let conditions = NO_QUOTIENT;
    if (this.#beginPair(0, 1)) conditions = remainder(this.#context, this.#a, this.#b, nearest, this.#result);
    this.#finish(0, false);
    if (conditions === NO_QUOTIENT) this.registers.flags &= ~C2;
    else this.registers.flags = (this.registers.flags & ~CONDITIONS) | conditions;
  }

  /** FXTRACT. */
  extract(): void {
    if (this.#beginPush()) extract(this.#context, this.#a, this.#second, this.#result);
    this.#finishPush();
  }

  // Transcendental functions.

  /** F2XM1. */
  exponential(): void {
    if (this.#beginOne()) exponential(this.#context, this.#a, this.#result);
    this.#finish(0, false);
  }

  /** FYL2X. */
  logarithm(): void {
    if (this.#beginPair(0, 1)) logarithm(this.#context, this.#a, this.#b, this.#result);
    this.#finish(1, true);
  }

  /** FYL2XP1. */
  logarithmPlusOne(): void {
    if (this.#beginPair(0, 1)) logarithmPlusOne(this.#context, this.#a, this.#b, this.#result);
    this.#finish(1, true);
  }

  /** FPATAN. */
  arctangent(): void {
    if (this.#beginPair(0, 1)) angle(this.#context, this.#a, this.#b, this.#result);
    this.#finish(1, true);
  }

  /** FSIN. */
  sine(): void {
    this.#trigonometric(sine);
  }

  /** FCOS. */
  cosine(): void {
    this.#trigonometric(cosineOf);
  }

  #trigonometric(evaluate: (context: Context, a: Extended, result: Extended) => void): void {
    if (this.#beginOne()) {
      if (!inTrigonometricRange(this.#a)) return this.#outOfRange();
      evaluate(this.#context, this.#a, this.#result);
    }
    this.#finish(0, false);
    this.registers.flags &= ~C2;
  }

  /** FSINCOS: the sine in place, then pushes the cosine. */
  sineAndCosine(): void {
    if (this.#beginPush()) {
      if (!inTrigonometricRange(this.#a)) return this.#outOfRange();
      sine(this.#context, this.#a, this.#second);
      if (!this.#context.blocked) cosineOf(this.#context, this.#a, this.#result);
    }
    this.#finishPush();
    this.registers.flags &= ~C2;
  }

  /** FPTAN: the tangent in place, then pushes 1. */
  tangent(): void {
    if (this.#beginPush()) {
      if (!inTrigonometricRange(this.#a)) return this.#outOfRange();
      tangent(this.#context, this.#a, this.#second);
      if (this.#a.kind < INFINITY) this.#result.set(0, BIAS, INTEGER_BIT, 0);
      else this.#result.copy(this.#second);
    }
    this.#finishPush();
    this.registers.flags &= ~C2;
  }

  #outOfRange(): void {
    this.registers.flags = (this.registers.flags & ~C1) | C2;
  }

  // Comparisons. Reported in the condition bits, or in EFLAGS by the FCOMI family.

  /** FCOM(P), FICOM(P) with the memory operand. */
  compareOperand(pop: boolean): void {
    this.#begin();
    if (this.registers.isEmpty(0)) this.#finishCompare(this.#unordered(), pop ? 1 : 0);
    else {
      this.registers.read(0, this.#a);
      this.#finishCompare(compare(this.#context, this.#a, this.#operand, false), pop ? 1 : 0);
    }
  }

  /** FCOM(P), FCOMPP, and the FUCOM family where `quiet`. */
  compare(i: number, quiet: boolean, pops: number): void {
    this.#begin();
    this.#finishCompare(this.#compareRegisters(i, quiet), pops);
  }

  /** FTST. */
  test(): void {
    this.#begin();
    if (this.registers.isEmpty(0)) return this.#finishCompare(this.#unordered(), 0);
    this.registers.read(0, this.#a);
    this.#operand.kind = ZERO;
    this.#operand.setZero(0);
    this.#finishCompare(compare(this.#context, this.#a, this.#operand, false), 0);
  }

  /** FCOMI(P), FUCOMI(P): the outcome as condition bits C3, C2, C0, for ZF, PF, CF. C1 changes with a stack fault only. */
  compareToFlags(i: number, quiet: boolean, pop: boolean): number {
    this.#begin();
    const outcome = this.#compareRegisters(i, quiet);
    const { raised } = this.#context;
    if (pop && !this.#context.blocked) this.#pop();
    if ((raised & STACK_FAULT) !== 0) this.registers.flags &= ~C1;
    this.registers.flags |= raised;
    return outcome;
  }

  #compareRegisters(i: number, quiet: boolean): number {
    const { registers } = this;
    if (registers.isEmpty(0) || registers.isEmpty(i)) return this.#unordered();
    registers.read(0, this.#a);
    registers.read(i, this.#b);
    return compare(this.#context, this.#a, this.#b, quiet);
  }

  #unordered(): number {
    this.#stackFault(false);
    return UNORDERED;
  }

  #finishCompare(outcome: number, pops: number): void {
    // The outcome shows even where an unmasked exception keeps the operands on the stack.
    this.registers.flags = (this.registers.flags & ~CONDITIONS) | outcome;
    if (!this.#context.blocked) for (let n = 0; n < pops; n++) this.#pop();
    this.#commit();
  }

  /** FXAM. */
  examine(): void {
    const { registers } = this;
    const sign = (registers.signExponent(0) & 0x8000) !== 0 ? C1 : 0;
    registers.flags = (registers.flags & ~CONDITIONS) | sign | this.#class();
  }

  #class(): number {
    if (this.registers.isEmpty(0)) return C3 | C0;
    this.registers.read(0, this.#a);
    switch (this.#a.kind) {
      case ZERO:
        return C3;
      case NORMAL:
        return C2;
      case DENORMAL:
        return C3 | C2;
      case INFINITY:
        return C2 | C0;
      case QUIET_NAN:
      case SIGNALLING_NAN:
        return C0;
      default:
        return 0;
    }
  }

  // Control.

  /** FNINIT. */
  initialise(): void {
    this.registers.initialise();
  }

  /** FNCLEX. */
  clearExceptions(): void {
    this.registers.flags &= ~(EXCEPTIONS | STACK_FAULT);
  }

  /** FINCSTP (1), FDECSTP (-1): turns the stack; tags stay with their registers. */
  rotate(by: number): void {
    this.registers.top += by;
    this.registers.flags &= ~C1;
  }

  /** FFREE, and FFREEP where `pop`. */
  free(i: number, pop: boolean): void {
    this.registers.free(i);
    if (pop) this.#pop();
    this.registers.flags &= ~C1;
  }

  /** FNSTENV: how many bytes of `image` to write. Then, `completeStoreEnvironment`. */
  storeEnvironment(format: ImageFormat): number {
    storeEnvironment(this.registers, format, this.image);
    return environmentBytes(format);
  }

  /** All exceptions are masked after FNSTENV. */
  completeStoreEnvironment(): void {
    this.registers.control |= EXCEPTIONS;
  }

  /** FLDENV, from `image`. */
  loadEnvironment(format: ImageFormat): void {
    loadEnvironment(this.registers, format, this.image);
  }

  /** FNSAVE: how many bytes of `image` to write. Then, `initialise`. */
  saveState(format: ImageFormat): number {
    storeEnvironment(this.registers, format, this.image);
    storeRegisters(this.registers, format, this.image);
    return stateBytes(format);
  }

  /** FRSTOR, from `image`. */
  restoreState(format: ImageFormat): void {
    loadEnvironment(this.registers, format, this.image);
    loadRegisters(this.registers, format, this.image);
  }

  // Inside an instruction.

  #begin(): void {
    this.#context.begin(this.registers.control);
  }

  /** Begins an instruction on ST(0) alone. False after a stack fault. */
  #beginOne(): boolean {
    this.#begin();
    if (this.registers.isEmpty(0)) {
      this.#stackFault(false);
      return false;
    }
    this.registers.read(0, this.#a);
    return true;
  }

  #beginPair(a: number, b: number): boolean {
    this.#begin();
    return this.#readPair(a, b);
  }

  #readPair(a: number, b: number): boolean {
    if (this.registers.isEmpty(a) || this.registers.isEmpty(b)) {
      this.#stackFault(false);
      return false;
    }
    this.registers.read(a, this.#a);
    this.registers.read(b, this.#b);
    return true;
  }

  /** Begins an instruction that replaces ST(0) and pushes. */
  #beginPush(): boolean {
    this.#begin();
    if (this.registers.isEmpty(0) || !this.registers.isEmpty(7)) {
      this.#stackFault(!this.registers.isEmpty(0));
      this.#second.copy(this.#result);
      return false;
    }
    this.registers.read(0, this.#a);
    return true;
  }

  #finish(destination: number, pop: boolean): void {
    this.#deliver(destination, pop);
    this.#commit();
  }

  #finishPush(): void {
    if (!this.#context.blocked) {
      this.registers.write(0, this.#second);
      this.#push(this.#result);
    }
    this.#commit();
  }

  /** Stack overflow or underflow: an invalid operation, told apart by C1; the result is indefinite. */
  #stackFault(overflow: boolean): void {
    this.#context.raise(INVALID | STACK_FAULT);
    this.#context.roundedUp = overflow;
    this.#result.setIndefinite();
  }

  #pushOverflow(): void {
    this.#stackFault(true);
    this.#push(this.#result);
  }

  #push(value: Extended): void {
    if (this.#context.blocked) return;
    this.registers.top--;
    this.registers.write(0, value);
  }

  #pop(): void {
    this.registers.free(0);
    this.registers.top++;
  }

  #deliver(destination: number, pop: boolean): void {
    if (this.#context.blocked) return;
    this.registers.write(destination, this.#result);
    if (pop) this.#pop();
  }

  #commit(): void {
    const { raised, roundedUp } = this.#context;
    this.registers.flags = (this.registers.flags & ~C1) | raised | (roundedUp ? C1 : 0);
  }
}
