/** Debug-exit port, as QEMU's `isa-debug-exit,iobase=0xf4,iosize=1`: a byte written there ends the run. */
import type { Board, PortDevice } from "./board.ts";

export class DebugExit implements PortDevice {
  static readonly ports: readonly number[] = [0xf4];

  readonly #board: Board;

  constructor(board: Board) {
    this.#board = board;
  }

  portRead(): number {
    return 0;
  }

  portWrite(_port: number, value: number): void {
    this.#board.output({ kind: "debug-exit", code: value });
  }
}
