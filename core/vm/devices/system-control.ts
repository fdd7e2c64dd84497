/** The chipset's reset and A20 registers: port 92h (PS/2 system control port A) and CF9h (reset control, Intel PIIX3, 290550). */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Board, PortDevice } from "./board.ts";

const PORT_A = 0x92;
const RESET_CONTROL = 0xcf9;
const A20 = 0x02;
const FAST_RESET = 0x01;
const RESET_CPU = 0x04;

export class SystemControl implements PortDevice, Stateful {
  static readonly ports: readonly number[] = [PORT_A, RESET_CONTROL];

  readonly #board: Board;
  #portA = 0;
  #resetControl = 0;

  constructor(board: Board) {
    this.#board = board;
  }

  portRead(port: number): number {
    if (port === RESET_CONTROL) return this.#resetControl;
    return this.#portA | (this.#board.a20 ? A20 : 0);
  }

  portWrite(port: number, value: number): void {
    // Reset comes with the rising edge of its bit.
    const bit = port === RESET_CONTROL ? RESET_CPU : FAST_RESET;
    const before = port === RESET_CONTROL ? this.#resetControl : this.#portA;
    if (port === RESET_CONTROL) {
      this.#resetControl = value & 0x0e;
    } else {
      this.#portA = value & ~A20;
      this.#board.setA20((value & A20) !== 0);
    }
    if (value & ~before & bit) this.#board.output({ kind: "reset" });
  }

  visitState(visitor: StateVisitor): void {
    this.#portA = visitor.u8("port a", this.#portA);
    this.#resetControl = visitor.u8("reset control", this.#resetControl);
  }
}
