/**
 * The state of an FPU, in the linear memory of its VM: words of 32 bits from a given offset, `STATE_WORDS` of them.
 * Registers are stored by their physical number; ST(i) is register (TOP + i) modulo 8.
 */
import { type Extended, NORMAL, ZERO } from "./extended.ts";
import {
  BUSY,
  CONTROL_AFTER_INIT,
  CONTROL_ALWAYS,
  CONTROL_WRITABLE,
  ERROR_SUMMARY,
  EXCEPTIONS,
  TOP_SHIFT,
} from "./status.ts";

/** Indices of words. A register takes four: significand low, high, sign and exponent in 16 bits, and one unused. */
const CONTROL = 32;
/** The status word without TOP, ES and B. */
const STATUS = 33;
const TOP = 34;
/** A bit per physical register. That is all that P6 keeps of the tag word; the rest follows from the contents. */
const EMPTY = 35;
const OPCODE = 36;
const CODE_OFFSET = 37;
const CODE_SELECTOR = 38;
const DATA_OFFSET = 39;
const DATA_SELECTOR = 40;
const STATE_WORDS = 41;

const STATUS_TOP = 7 << TOP_SHIFT;

/** Tags of registers that are not empty, by kind; 3 is empty. */
const TAG_VALID = 0;
const TAG_ZERO = 1;
const TAG_SPECIAL = 2;
const TAG_EMPTY = 3;

export class Registers {
  readonly #words: Int32Array;
  readonly #base: number;

  /** @param byteOffset a multiple of 4, with 256 bytes behind it */
  constructor(words: Int32Array, byteOffset: number) {
    this.#words = words;
    this.#base = byteOffset >> 2;
  }

  /** RESET#: unlike FNINIT it clears the registers, and marks them as zero rather than empty (SDM vol. 3, table 9-1). */
  reset(): void {
    this.#words.fill(0, this.#base, this.#base + STATE_WORDS);
    this.#words[this.#base + CONTROL] = CONTROL_ALWAYS;
  }

  /** FNINIT. The contents of the registers stay. */
  initialise(): void {
    this.#words.fill(0, this.#base + STATUS, this.#base + STATE_WORDS);
    this.#words[this.#base + CONTROL] = CONTROL_AFTER_INIT;
    this.#words[this.#base + EMPTY] = 0xff;
  }

  get control(): number {
    return this.#words[this.#base + CONTROL]!;
  }

  set control(word: number) {
    this.#words[this.#base + CONTROL] = (word & CONTROL_WRITABLE) | CONTROL_ALWAYS;
  }

  /** Exceptions, stack fault and condition bits: the status word without what is derived. */
  get flags(): number {
    return this.#words[this.#base + STATUS]!;
  }

  set flags(word: number) {
    this.#words[this.#base + STATUS] = word;
  }

  /** An unmasked exception waits for the next waiting instruction. */
  get pendingError(): boolean {
    return (this.flags & ~this.control & EXCEPTIONS) !== 0;
  }

  get status(): number {
    const summary = this.pendingError ? ERROR_SUMMARY | BUSY : 0;
    return this.flags | (this.top << TOP_SHIFT) | summary;
  }

  set status(word: number) {
    this.flags = word & ~(STATUS_TOP | ERROR_SUMMARY | BUSY) & 0xffff;
    this.top = (word >> TOP_SHIFT) & 7;
  }

  get top(): number {
    return this.#words[this.#base + TOP]!;
  }

  set top(top: number) {
    this.#words[this.#base + TOP] = top & 7;
  }

  isEmpty(i: number): boolean {
    return ((this.#words[this.#base + EMPTY]! >> ((this.top + i) & 7)) & 1) !== 0;
  }

  free(i: number): void {
    this.#words[this.#base + EMPTY]! |= 1 << ((this.top + i) & 7);
  }

  /** Reads ST(i), taken apart. */
  read(i: number, into: Extended): void {
    const words = this.#words;
    const index = this.#index(i);
    into.unpack(words[index + 2]!, words[index + 1]!, words[index]!);
  }

  /** Writes a result into ST(i), which is then not empty. */
  write(i: number, value: Extended): void {
    this.writeBits(i, (value.sign << 15) | value.exponent, value.high, value.low);
  }

  writeBits(i: number, signExponent: number, high: number, low: number): void {
    const words = this.#words;
    const index = this.#index(i);
    words[index] = low;
    words[index + 1] = high;
    words[index + 2] = signExponent;
    words[this.#base + EMPTY]! &= ~(1 << ((this.top + i) & 7));
  }

  low(i: number): number {
    return this.#words[this.#index(i)]!;
  }

  high(i: number): number {
    return this.#words[this.#index(i) + 1]!;
  }

  signExponent(i: number): number {
    return this.#words[this.#index(i) + 2]!;
  }

  #index(i: number): number {
    return this.#base + (((this.top + i) & 7) << 2);
  }

  /** Two bits per physical register. */
  tagWord(scratch: Extended): number {
    let word = 0;
    for (let i = 0; i < 8; i++) word |= this.#tag(i, scratch) << (2 * ((this.top + i) & 7));
    return word;
  }

  #tag(i: number, scratch: Extended): number {
    if (this.isEmpty(i)) return TAG_EMPTY;
    this.read(i, scratch);
    if (scratch.kind === ZERO) return TAG_ZERO;
    return scratch.kind === NORMAL ? TAG_VALID : TAG_SPECIAL;
  }

  setTagWord(word: number): void {
    let empty = 0;
    for (let r = 0; r < 8; r++) if (((word >> (2 * r)) & 3) === TAG_EMPTY) empty |= 1 << r;
    this.#words[this.#base + EMPTY] = empty;
  }

  /** The last eleven bits of the opcode, and the address, of the last instruction that was no control instruction. */
  setCodePointer(opcode: number, selector: number, offset: number): void {
    this.#words[this.#base + OPCODE] = opcode & 0x7ff;
    this.#words[this.#base + CODE_SELECTOR] = selector;
    this.#words[this.#base + CODE_OFFSET] = offset;
  }

  /** The address of its memory operand. */
  setDataPointer(selector: number, offset: number): void {
    this.#words[this.#base + DATA_SELECTOR] = selector;
    this.#words[this.#base + DATA_OFFSET] = offset;
  }

  get opcode(): number {
    return this.#words[this.#base + OPCODE]!;
  }

  get codeSelector(): number {
    return this.#words[this.#base + CODE_SELECTOR]!;
  }

  get codeOffset(): number {
    return this.#words[this.#base + CODE_OFFSET]!;
  }

  get dataSelector(): number {
    return this.#words[this.#base + DATA_SELECTOR]!;
  }

  get dataOffset(): number {
    return this.#words[this.#base + DATA_OFFSET]!;
  }
}
