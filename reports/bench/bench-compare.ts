/** Two runs of the benchmarks side by side: each figure as a ratio to the earlier one, with its spread. */
import type { BenchResult, Figure } from "../../bench/figure.ts";
import { bad, good } from "../terminal/style.ts";
import { table } from "../terminal/table.ts";
import { figureText } from "./number.ts";

export interface Change {
  readonly suite: string;
  readonly name: string;
  /** Now to then: above 1 is more, whether or not more is better. Null where it was nothing then. */
  readonly ratio: number | null;
  /** From the spreads of both, where they have one. */
  readonly spread: readonly [least: number, greatest: number] | null;
  /** `same`: the spreads overlap, so nothing is shown. `unknown`: one was taken but once. */
  readonly verdict: "better" | "worse" | "same" | "unknown";
}

function change(suite: string, now: Figure, then: Figure): Change {
  const [nowLeast, nowGreatest] = now.spread ?? [now.value, now.value];
  const [thenLeast, thenGreatest] = then.spread ?? [then.value, then.value];
  const apart = nowLeast > thenGreatest || nowGreatest < thenLeast;
  const isMore = now.value > then.value;
  return {
    suite,
    name: now.name,
    ratio: now.value === then.value ? 1 : then.value === 0 ? null : now.value / then.value,
    spread: (now.spread || then.spread) && thenLeast > 0 ? [nowLeast / thenGreatest, nowGreatest / thenLeast] : null,
    verdict:
      now.once || then.once ? "unknown" : !apart ? "same" : isMore === (now.better === "higher") ? "better" : "worse",
  };
}

/** Of the figures that both have. */
export function compareBenches(now: BenchResult, then: BenchResult): readonly Change[] {
  return now.suites.flatMap(({ name: suite, figures }) => {
    const earlier = then.suites.find(({ name }) => name === suite)?.figures ?? [];
    return figures.flatMap((figure) => {
      const before = earlier.find(({ name, unit }) => name === figure.name && unit === figure.unit);
      return before ? [change(suite, figure, before)] : [];
    });
  });
}

export function changesText(changes: readonly Change[]): string {
  const rows = changes.map(({ suite, name, ratio, spread, verdict }) => ({
    figure: `${suite}: ${name}`,
    ratio: ratio === null ? "from 0" : `${figureText(ratio)}x`,
    spread: spread
      ? `${figureText(spread[0])} to ${figureText(spread[1])}`
      : verdict === "unknown"
        ? "taken once"
        : "exact",
    verdict: verdict === "same" || verdict === "unknown" ? verdict : (verdict === "better" ? good : bad)(verdict),
  }));
  return table(rows, ["figure", "ratio", "spread", "verdict"]);
}
