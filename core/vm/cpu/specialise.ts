/**
 * Chooses for a record a case of the interpreter's switch in place of the generic handler: where there is one of that
 * name (hot/source.ts), for 32-bit addresses in segments that are known to be flat.
 */
import { SEGMENT } from "../layout.ts";
import type { CompiledForm } from "./forms.ts";
import { CASES } from "./hot/cases.ts";
import { ADDRESS16, HANDLER_MASK, MEMORY, OPERAND16 } from "./record.ts";

const REG_AND_RM = (15 << 10) | (15 << 14);

export function specialise(out: Int32Array, pc: number, form: CompiledForm, size: number): void {
  const word = out[pc];
  const memory = (word & MEMORY) !== 0;
  if (memory) {
    const segment = (word >>> 28) & 7;
    if ((word & ADDRESS16) !== 0 || segment === SEGMENT.CS || segment > SEGMENT.DS) return;
  }
  if (form.widens && (out[pc + 3] & OPERAND16) !== 0) return;
  const hot = form.hot[size + (memory ? 3 : 0)];
  if (hot === 0) return;
  let next = (word & ~HANDLER_MASK) | hot;
  // Cases on two registers have the destination in the reg field.
  if (form.swapped && !memory) next = (next & ~REG_AND_RM) | ((word & (15 << 10)) << 4) | ((word & (15 << 14)) >> 4);
  out[pc] = next;
  if (form.one) out[pc + 2] = 1;
  if (form.relative) out[pc + 1] = 0;
}

/** By case: the cases that it makes together with a conditional jump, by the jump's case. */
const FUSED = new Map<number, Map<number, number>>();
/** By fused case: the case of its first instruction alone. */
const PLAIN = new Map<number, number>();
for (const [name, number] of CASES) {
  const plus = name.indexOf("+");
  if (plus < 0) continue;
  const first = CASES.get(name.slice(0, plus)) as number;
  const jump = CASES.get(name.slice(plus + 1)) as number;
  if (!FUSED.has(first)) FUSED.set(first, new Map());
  FUSED.get(first)?.set(jump, number);
  PLAIN.set(number, first);
}

/** Makes one case of the record at `pc` and the jump that follows it, where there is one for both. */
export function fuse(out: Int32Array, pc: number): void {
  const both = FUSED.get(out[pc] & HANDLER_MASK)?.get(out[pc + 4] & HANDLER_MASK);
  if (both !== undefined) out[pc] = (out[pc] & ~HANDLER_MASK) | both;
}

/** Takes the record at `pc` apart from the one that follows. */
export function unfuse(out: Int32Array, pc: number): void {
  const plain = PLAIN.get(out[pc] & HANDLER_MASK);
  if (plain !== undefined) out[pc] = (out[pc] & ~HANDLER_MASK) | plain;
}
