/** FPATAN (SDM vol. 2, table "FPATAN results"), with the true pi. */
import { deliver, shifted, significand, significandScale } from "./big.ts";
import type { Context } from "./context.ts";
import { compareSignificands, type Extended, INFINITY, ZERO } from "./extended.ts";
import { arctangent, arctangentRatio, PI, SCALE } from "./fixed.ts";
import { settle } from "./nan.ts";

/** result = the angle of the point (x, y). */
export function angle(context: Context, x: Extended, y: Extended, result: Extended): void {
  if (settle(context, x, y, result)) return;
  const sign = y.sign;
  if (y.kind === ZERO || (x.kind === INFINITY && y.kind !== INFINITY)) {
    if (x.sign === 0) result.setZero(sign);
    else deliver(context, result, sign, PI, Number(SCALE));
    return;
  }
  if (x.kind === ZERO || y.kind === INFINITY) {
    if (x.kind !== INFINITY) deliver(context, result, sign, PI, Number(SCALE) + 1);
    else deliver(context, result, sign, x.sign === 0 ? PI : 3n * PI, Number(SCALE) + 2);
    return;
  }
  const steep = x.exponent !== y.exponent ? y.exponent > x.exponent : compareSignificands(y, x) > 0;
  const small = steep ? x : y;
  const large = steep ? y : x;
  const quotient = (significand(small) << (SCALE + 64n)) / significand(large);
  const scale = Number(SCALE) + 64 + significandScale(small) - significandScale(large);
  const fixed = shifted(quotient, Number(SCALE) - scale);
  if (!steep && x.sign === 0 && fixed >> (SCALE - 4n) === 0n) {
    const ratio = arctangentRatio((fixed * fixed) >> SCALE);
    deliver(context, result, sign, quotient * ratio, scale + Number(SCALE));
    return;
  }
  const acute = arctangent(fixed);
  const half = PI >> 1n;
  const value = steep ? (x.sign === 0 ? half - acute : half + acute) : x.sign === 0 ? acute : PI - acute;
  deliver(context, result, sign, value, Number(SCALE));
}
