/** Chooses, for the records that matter most, a case of the interpreter's switch in place of the generic handler. */
import type { CompiledForm } from "./forms.ts";

export function specialise(_out: Int32Array, _pc: number, _form: CompiledForm, _segment: number): void {}
