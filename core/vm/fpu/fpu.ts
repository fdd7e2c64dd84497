/**
 * The x87 FPU: its instructions, over the registers in the linear memory of its VM. It knows neither opcodes nor memory:
 * whoever decodes reads the operand first, calls one method here, and writes what a store left in `out`.
 *
 * Stores come in two steps, so that a fault of the memory operand finds nothing changed: `convert...` computes into `out`
 * and says whether there is something to write; `completeStore` then changes status and stack.
 *
 * Unmasked exceptions only show in the status word; the next waiting instruction (`pendingError`) takes #MF.
 */
import { angle } from "./arctangent.ts";
import { add, divide, multiply, squareRoot } from "./arithmetic.ts";
import { compare, UNORDERED } from "./compare.ts";
import type { Context } from "./context.ts";
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
  type Extended,
  INFINITY,
  INTEGER_BIT,
  NORMAL,
  QUIET_NAN,
  SIGNALLING_NAN,
  ZERO,
} from "./extended.ts";
import { logarithm, logarithmPlusOne } from "./logarithm.ts";
import { NO_QUOTIENT, remainder } from "./remainder.ts";
import { extract, roundInteger, scale } from "./scale.ts";
import { C0, C1, C2, C3, EXCEPTIONS, STACK_FAULT } from "./status.ts";
import { FpuTransfer } from "./transfer.ts";
import { cosineOf, inTrigonometricRange, sine, tangent } from "./trigonometric.ts";

/** Arithmetic operations as the reg field of D8, DA, DC and DE encodes them. */
const ADD = 0;
const MULTIPLY = 1;
const SUBTRACT = 4;
const SUBTRACT_REVERSED = 5;
const DIVIDE = 6;
const DIVIDE_REVERSED = 7;

const CONDITIONS = C0 | C1 | C2 | C3;

export class Fpu extends FpuTransfer {
  /** What FLDENV and FRSTOR read, FNSTENV and FNSAVE write. */
  readonly image = new Uint8Array(IMAGE_BYTES_MAX);

  reset(): void {
    this.registers.reset();
  }

  // Arithmetic.

  /** ST(0) = ST(0) operation memory operand. */
  arithmeticOperand(operation: number): void {
    this.begin();
    if (this.registers.isEmpty(0)) this.stackFault(false);
    else {
      this.registers.read(0, this.a);
      this.compute(operation, this.a, this.operand);
    }
    this.deliver(0, false);
    this.commit();
  }

  /** ST(destination) = ST(destination) operation ST(source). */
  arithmetic(operation: number, destination: number, source: number, pop: boolean): void {
    this.begin();
    if (this.readPair(destination, source)) this.compute(operation, this.a, this.b);
    this.deliver(destination, pop);
    this.commit();
  }

  private compute(operation: number, a: Extended, b: Extended): void {
    switch (operation) {
      case ADD:
        return add(this.context, a, b, 0, this.result);
      case MULTIPLY:
        return multiply(this.context, a, b, this.result);
      case SUBTRACT:
        return add(this.context, a, b, 1, this.result);
      case SUBTRACT_REVERSED:
        return add(this.context, b, a, 1, this.result);
      case DIVIDE:
        return divide(this.context, a, b, this.result);
      case DIVIDE_REVERSED:
        return divide(this.context, b, a, this.result);
      default:
        throw new RangeError(`x87 arithmetic: expected an operation 0, 1 or 4 to 7, found ${operation}`);
    }
  }

  /** FSQRT. */
  squareRoot(): void {
    if (this.beginOne()) squareRoot(this.context, this.a, this.result);
    this.finish(0, false);
  }

  /** FRNDINT. */
  roundToInteger(): void {
    if (this.beginOne()) roundInteger(this.context, this.a, this.result);
    this.finish(0, false);
  }

  /** FCHS. */
  changeSign(): void {
    this.setSign(this.registers.signExponent(0) ^ 0x8000);
  }

  /** FABS. */
  absolute(): void {
    this.setSign(this.registers.signExponent(0) & 0x7fff);
  }

  private setSign(signExponent: number): void {
    const { registers } = this;
    this.begin();
    if (registers.isEmpty(0)) {
      this.stackFault(false);
      this.deliver(0, false);
    } else registers.writeBits(0, signExponent, registers.high(0), registers.low(0));
    this.commit();
  }

  /** FSCALE. */
  scale(): void {
    if (this.beginPair(0, 1)) scale(this.context, this.a, this.b, this.result);
    this.finish(0, false);
  }

  /** FPREM, or FPREM1 where `nearest`. */
  remainder(nearest: boolean): void {
    let conditions = NO_QUOTIENT;
    if (this.beginPair(0, 1)) conditions = remainder(this.context, this.a, this.b, nearest, this.result);
    this.finish(0, false);
    if (conditions === NO_QUOTIENT) this.registers.flags &= ~C2;
    else this.registers.flags = (this.registers.flags & ~CONDITIONS) | conditions;
  }

  /** FXTRACT. */
  extract(): void {
    if (this.beginPush()) extract(this.context, this.a, this.second, this.result);
    this.finishPush();
  }

  // Transcendental functions.

  /** F2XM1. */
  exponential(): void {
    if (this.beginOne()) exponential(this.context, this.a, this.result);
    this.finish(0, false);
  }

  /** FYL2X. */
  logarithm(): void {
    if (this.beginPair(0, 1)) logarithm(this.context, this.a, this.b, this.result);
    this.finish(1, true);
  }

  /** FYL2XP1. */
  logarithmPlusOne(): void {
    if (this.beginPair(0, 1)) logarithmPlusOne(this.context, this.a, this.b, this.result);
    this.finish(1, true);
  }

  /** FPATAN. */
  arctangent(): void {
    if (this.beginPair(0, 1)) angle(this.context, this.a, this.b, this.result);
    this.finish(1, true);
  }

  /** FSIN. */
  sine(): void {
    this.trigonometric(sine);
  }

  /** FCOS. */
  cosine(): void {
    this.trigonometric(cosineOf);
  }

  private trigonometric(evaluate: (context: Context, a: Extended, result: Extended) => void): void {
    if (this.beginOne()) {
      if (!inTrigonometricRange(this.a)) return this.outOfRange();
      evaluate(this.context, this.a, this.result);
    }
    this.finish(0, false);
    this.registers.flags &= ~C2;
  }

  /** FSINCOS: the sine in place, then pushes the cosine. */
  sineAndCosine(): void {
    if (this.beginPush()) {
      if (!inTrigonometricRange(this.a)) return this.outOfRange();
      sine(this.context, this.a, this.second);
      if (!this.context.blocked) cosineOf(this.context, this.a, this.result);
    }
    this.finishPush();
    this.registers.flags &= ~C2;
  }

  /** FPTAN: the tangent in place, then pushes 1. */
  tangent(): void {
    if (this.beginPush()) {
      if (!inTrigonometricRange(this.a)) return this.outOfRange();
      tangent(this.context, this.a, this.second);
      if (this.a.kind < INFINITY) this.result.set(0, BIAS, INTEGER_BIT, 0);
      else this.result.copy(this.second);
    }
    this.finishPush();
    this.registers.flags &= ~C2;
  }

  private outOfRange(): void {
    this.registers.flags = (this.registers.flags & ~C1) | C2;
  }

  // Comparisons. Reported in the condition bits, or in EFLAGS by the FCOMI family.

  /** FCOM(P), FICOM(P) with the memory operand. */
  compareOperand(pop: boolean): void {
    this.begin();
    if (this.registers.isEmpty(0)) this.finishCompare(this.unordered(), pop ? 1 : 0);
    else {
      this.registers.read(0, this.a);
      this.finishCompare(compare(this.context, this.a, this.operand, false), pop ? 1 : 0);
    }
  }

  /** FCOM(P), FCOMPP, and the FUCOM family where `quiet`. */
  compare(i: number, quiet: boolean, pops: number): void {
    this.begin();
    this.finishCompare(this.compareRegisters(i, quiet), pops);
  }

  /** FTST. */
  test(): void {
    this.begin();
    if (this.registers.isEmpty(0)) return this.finishCompare(this.unordered(), 0);
    this.registers.read(0, this.a);
    this.operand.kind = ZERO;
    this.operand.setZero(0);
    this.finishCompare(compare(this.context, this.a, this.operand, false), 0);
  }

  /** FCOMI(P), FUCOMI(P): the outcome as condition bits C3, C2, C0, for ZF, PF, CF. C1 changes with a stack fault only. */
  compareToFlags(i: number, quiet: boolean, pop: boolean): number {
    this.begin();
    const outcome = this.compareRegisters(i, quiet);
    const { raised } = this.context;
    if (pop && !this.context.blocked) this.pop();
    if ((raised & STACK_FAULT) !== 0) this.registers.flags &= ~C1;
    this.registers.flags |= raised;
    return outcome;
  }

  private compareRegisters(i: number, quiet: boolean): number {
    const { registers } = this;
    if (registers.isEmpty(0) || registers.isEmpty(i)) return this.unordered();
    registers.read(0, this.a);
    registers.read(i, this.b);
    return compare(this.context, this.a, this.b, quiet);
  }

  private unordered(): number {
    this.stackFault(false);
    return UNORDERED;
  }

  private finishCompare(outcome: number, pops: number): void {
    // The outcome shows even where an unmasked exception keeps the operands on the stack.
    this.registers.flags = (this.registers.flags & ~CONDITIONS) | outcome;
    if (!this.context.blocked) for (let n = 0; n < pops; n++) this.pop();
    this.commit();
  }

  /** FXAM. */
  examine(): void {
    const { registers } = this;
    const sign = (registers.signExponent(0) & 0x8000) !== 0 ? C1 : 0;
    registers.flags = (registers.flags & ~CONDITIONS) | sign | this.class();
  }

  private class(): number {
    if (this.registers.isEmpty(0)) return C3 | C0;
    this.registers.read(0, this.a);
    switch (this.a.kind) {
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
    if (pop) this.pop();
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
}
