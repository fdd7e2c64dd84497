import { deliver, significand, significandScale, toFixed } from "./big.ts";
import type { Context } from "./context.ts";
import { BIAS, type Extended, INFINITY, INTEGER_BIT, ZERO } from "./extended.ts";
import { exponentialRatio, LN2, SCALE } from "./fixed.ts";
import { settleOne } from "./nan.ts";

/** F2XM1: result = 2^a - 1. Outside -1 ... 1 the manual leaves it open; as on silicon the answer then is `a`. */
export function exponential(context: Context, a: Extended, result: Extended): void {
  if (settleOne(context, a, result)) return;
  result.copy(a);
  if (a.kind === ZERO) return;
  if (a.kind === INFINITY) {
    if (a.sign === 1) result.set(1, BIAS, INTEGER_BIT, 0);
    return;
  }
  if (a.exponent >= BIAS) {
    const one = a.exponent === BIAS && a.high === INTEGER_BIT && a.low === 0;
    if (!one) context.inexact(false);
    else if (a.sign === 1) result.exponent--;
    return;
  }
  const x = a.sign === 1 ? -toFixed(a) : toFixed(a);
  const ratio = exponentialRatio((x * LN2) >> SCALE);
  deliver(context, result, a.sign, significand(a) * LN2 * ratio, significandScale(a) + 2 * Number(SCALE));
}
