/**
 * Keyboard controller, Intel 8042 as programmed for the PS/2 (IBM PS/2 Hardware Interface Technical Reference), at 60h
 * and 64h: reset line, A20, self tests. Neither a keyboard nor a mouse is attached: what is sent to them comes back as
 * "resend" (FEh) with the time-out bit, which kernels take for an empty socket.
 */
import type { StateVisitor, Stateful } from "../snapshot/state-visitor.ts";
import type { Board, PortDevice } from "./board.ts";

const DATA = 0x60;
const IRQ = { keyboard: 1, mouse: 12 } as const;
const Status = {
  outputFull: 0x01,
  systemFlag: 0x04,
  command: 0x08,
  unlocked: 0x10,
  mouseData: 0x20,
  timeout: 0x40,
} as const;
/** Command byte: interrupts, and the two clocks. */
const Control = { keyboardIrq: 0x01, mouseIrq: 0x02, systemFlag: 0x04, keyboardOff: 0x10, mouseOff: 0x20 } as const;
const Command = {
  readControl: 0x20,
  writeControl: 0x60,
  mouseOff: 0xa7,
  mouseOn: 0xa8,
  testMouse: 0xa9,
  selfTest: 0xaa,
  testKeyboard: 0xab,
  keyboardOff: 0xad,
  keyboardOn: 0xae,
  readInput: 0xc0,
  readOutput: 0xd0,
  writeOutput: 0xd1,
  fakeKeyboard: 0xd2,
  fakeMouse: 0xd3,
  toMouse: 0xd4,
  a20Off: 0xdd,
  a20On: 0xdf,
  pulse: 0xf0,
} as const;
const RESEND = 0xfe;
/** The line of the output port that is RESET#, active low. */
const RESET_LINE = 0x01;
const A20_LINE = 0x02;
const QUEUE_MAX = 16;

/** A byte for the CPU with the status bits that go with it. */
interface Answer {
  readonly byte: number;
  readonly status: number;
}

export class KeyboardController implements PortDevice, Stateful {
  static readonly ports: readonly number[] = [0x60, 0x64];

  readonly #board: Board;
  #control: number = Control.systemFlag | Control.keyboardOff | Control.mouseOff;
  /** The command whose data byte is awaited, or 0. */
  #awaiting = 0;
  #lastWasCommand = false;
  #answers: Answer[] = [];
  /** What port 60h reads when nothing new is there. */
  #lastByte = 0;

  constructor(board: Board) {
    this.#board = board;
  }

  portRead(port: number): number {
    const answer = this.#answers[0];
    if (port !== DATA) {
      return (
        (answer === undefined ? 0 : Status.outputFull | answer.status) |
        (this.#control & Control.systemFlag ? Status.systemFlag : 0) |
        (this.#lastWasCommand ? Status.command : 0) |
        Status.unlocked
      );
    }
    if (answer !== undefined) {
      this.#lastByte = answer.byte;
      this.#answers.shift();
      this.#settle(false);
      this.#settle(true);
    }
    return this.#lastByte;
  }

  portWrite(port: number, value: number): void {
    this.#lastWasCommand = port !== DATA;
    if (port === DATA) this.#data(value);
    else this.#command(value);
    this.#settle(true);
  }

  visitState(visitor: StateVisitor): void {
    this.#control = visitor.u8("control", this.#control);
    this.#awaiting = visitor.u8("awaiting", this.#awaiting);
    this.#lastWasCommand = visitor.flag("last was command", this.#lastWasCommand);
    this.#answers = visitor.list("answers", this.#answers, (inner, answer) => ({
      byte: inner.u8("byte", answer?.byte ?? 0),
      status: inner.u8("status", answer?.status ?? 0),
    }));
    this.#lastByte = visitor.u8("last byte", this.#lastByte);
  }

  #command(command: number): void {
    this.#awaiting = 0;
    switch (command) {
      case Command.readControl:
        this.#answer(this.#control);
        break;
      case Command.mouseOff:
        this.#control |= Control.mouseOff;
        break;
      case Command.mouseOn:
        this.#control &= ~Control.mouseOff;
        break;
      case Command.selfTest:
        this.#control |= Control.systemFlag;
        this.#answer(0x55);
        break;
      case Command.testMouse:
      case Command.testKeyboard:
        this.#answer(0x00);
        break;
      case Command.keyboardOff:
        this.#control |= Control.keyboardOff;
        break;
      case Command.keyboardOn:
        this.#control &= ~Control.keyboardOff;
        break;
      case Command.readInput:
        this.#answer(0x80);
        break;
      case Command.readOutput:
        this.#answer(RESET_LINE | (this.#board.a20 ? A20_LINE : 0) | 0xcc);
        break;
      case Command.writeControl:
      case Command.writeOutput:
      case Command.fakeKeyboard:
      case Command.fakeMouse:
      case Command.toMouse:
        this.#awaiting = command;
        break;
      case Command.a20Off:
      case Command.a20On:
        this.#board.setA20(command === Command.a20On);
        break;
      default:
        // F0h to FFh pulse the lines whose bits are 0.
        if (command >= Command.pulse && (command & RESET_LINE) === 0) this.#board.output({ kind: "reset" });
    }
  }

  #data(value: number): void {
    const command = this.#awaiting;
    this.#awaiting = 0;
    switch (command) {
      case Command.writeControl:
        this.#control = value;
        break;
      case Command.writeOutput:
        this.#board.setA20((value & A20_LINE) !== 0);
        if ((value & RESET_LINE) === 0) this.#board.output({ kind: "reset" });
        break;
      case Command.fakeKeyboard:
        this.#answer(value);
        break;
      case Command.fakeMouse:
        this.#answer(value, Status.mouseData);
        break;
      case Command.toMouse:
        this.#answer(RESEND, Status.mouseData | Status.timeout);
        break;
      default:
        this.#answer(RESEND, Status.timeout);
    }
  }

  #answer(byte: number, status = 0): void {
    if (this.#answers.length < QUEUE_MAX) this.#answers.push({ byte, status });
  }

  /** The interrupt of the foremost byte; withdrawn first where each byte must give an edge of its own. */
  #settle(raise: boolean): void {
    const answer = raise ? this.#answers[0] : undefined;
    const fromMouse = answer !== undefined && (answer.status & Status.mouseData) !== 0;
    const keyboard = answer !== undefined && !fromMouse && (this.#control & Control.keyboardIrq) !== 0;
    this.#board.setInterruptRequest(IRQ.keyboard, keyboard);
    this.#board.setInterruptRequest(IRQ.mouse, fromMouse && (this.#control & Control.mouseIrq) !== 0);
  }
}
