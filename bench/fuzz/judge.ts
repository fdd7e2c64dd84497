import type { VectorRunner } from "../vectors/runner.ts";
import type { Outcome, Start } from "./native.ts";

const PAGE_FAULT = 14;

/**
 * What our processor does otherwise than the host's, or null; "skipped" where the test went to memory that the harness
 * does not have. `strict` holds for the same silicon as the vectors' alone; transcendentals keep their last unit.
 */
export function judge(runner: VectorRunner, test: Start, outcome: Outcome, strict: boolean): string | null {
  if (outcome.exception?.vector === PAGE_FAULT) return "skipped";
  return runner.run({ ...test, ...outcome }, strict && test.ulp === undefined);
}

/** The same things differ: shrinking must not slip from one difference to another. */
export function sameKind(a: string, b: string | null): boolean {
  const things = (verdict: string): string =>
    [...verdict.matchAll(/(?:^|; )(\w+|\[)/g)].map(([, thing]) => thing).join(" ");
  return b !== null && things(a) === things(b);
}
