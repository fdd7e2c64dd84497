import test from "ava";
import { Kernel } from "../kernel/kernel.ts";
import { gapNs, type Distribution } from "./arrivals.ts";

const meanNs = 400_000_000;
const count = 20_000;

function gaps(distribution: Distribution): readonly number[] {
  const random = new Kernel("1").random.stream("arrivals");
  return Array.from({ length: count }, (_, arrived) => gapNs(distribution, meanNs, arrived, random));
}

function share(of: readonly number[], isCounted: (gap: number) => boolean): number {
  return of.filter(isCounted).length / of.length;
}

for (const distribution of ["uniform", "exponential", "bursts"] as const) {
  test(`${distribution}: whole nanoseconds with the mean that was asked for`, (t) => {
    const all = gaps(distribution);
    t.true(all.every((gap) => Number.isSafeInteger(gap) && gap >= 0));
    const mean = all.reduce((sum, gap) => sum + gap, 0) / count;
    t.true(Math.abs(mean - meanNs) < 0.05 * meanNs, `mean ${mean}`);
  });
}

test("uniform: nothing beyond twice the mean", (t) => {
  t.true(gaps("uniform").every((gap) => gap <= 2 * meanNs));
});

test("exponential: a share of 1/e is longer than the mean, of 1/e^3 longer than three times it", (t) => {
  const all = gaps("exponential");
  t.true(Math.abs(share(all, (gap) => gap > meanNs) - 0.368) < 0.015);
  t.true(Math.abs(share(all, (gap) => gap > 3 * meanNs) - 0.05) < 0.008);
});

test("bursts: seven of eight come at once with the one before", (t) => {
  t.is(
    share(gaps("bursts"), (gap) => gap === 0),
    7 / 8,
  );
});
