/** What a row of the instruction table says. */
import type { CpuContext } from "./context.ts";

/** Executes the record at `pc`; `cpu.eip` is already that of the next instruction. */
export type Handler = (cpu: CpuContext, pc: number) => void;

export interface FormOptions {
  /** Sub-operation for handlers that serve several rows, 0 to 15. */
  readonly sub?: number;
  /** Nothing after it may run in the same block: it transfers control, or changes what the block was decoded for. */
  readonly ends?: boolean;
  /** LOCK is allowed when the destination is in memory. */
  readonly lock?: boolean;
  /** Faults beyond those of its memory operands. */
  readonly faults?: string;
  /** Encodings that all Intel processors run and the manual does not list. */
  readonly undocumented?: boolean;
}

export interface InstructionForm extends FormOptions {
  readonly opcode: string;
  readonly mnemonic: string;
  readonly operands: readonly string[];
  readonly flags: string;
  readonly handler: Handler;
}

export function form(
  opcode: string,
  syntax: string,
  flags: string,
  handler: Handler,
  options: FormOptions = {},
): InstructionForm {
  const space = syntax.indexOf(" ");
  const mnemonic = space < 0 ? syntax : syntax.slice(0, space);
  const operands = space < 0 ? [] : syntax.slice(space + 1).split(",");
  return { opcode, mnemonic, operands, flags, handler, ...options };
}
