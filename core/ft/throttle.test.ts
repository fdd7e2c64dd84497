/** Execution lag stays under its bound, and the CPU share that this took is given back (paper 3.2). */
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import { Cluster } from "./cluster.test-helper.ts";
import { throttle } from "./throttle.ts";
import { defaultTuning } from "./tuning.ts";

const busy: ToyProgram = {
  instructions: ["count", "count", "store", "count", "count", "count", "clock"],
  timerNs: null,
};

function slowBackup(cluster: Cluster, perMille: number): void {
  const host = cluster.hosts.get("B");
  if (host) host.unitsPerSecond = 1000 * perMille;
}

test("26: a backup that is 30% slower: lag returns under its bound, the share settles", (t) => {
  const cluster = new Cluster({ program: busy });
  cluster.runMs(500);
  slowBackup(cluster, 700);
  cluster.runMs(6000);
  const lags = cluster.seen("lag").filter(({ atNs }) => atNs > 2_500_000_000);
  const shares = lags.map(({ sharePerMille }) => sharePerMille);
  t.true(Math.max(...lags.map(({ lagNs }) => lagNs)) < defaultTuning.lagMaxNs, "lag");
  t.true(
    Math.max(...shares) <= 760 && Math.min(...shares) >= 580,
    `share from ${Math.min(...shares)} to ${Math.max(...shares)}`,
  );
});

test("26: a backup as fast as before: all of the share is given back", (t) => {
  const cluster = new Cluster({ program: busy });
  slowBackup(cluster, 500);
  cluster.runMs(3000);
  slowBackup(cluster, 1200);
  cluster.runMs(4000);
  t.is(cluster.seen("lag").at(-1)?.sharePerMille, 1000);
  t.is(cluster.seen("lag").at(-1)?.lagNs, 0);
});

test("13: a backup that starves for lack of entries is not late", (t) => {
  const cluster = new Cluster({ program: { instructions: ["count", "halt"], timerNs: null } });
  cluster.runMs(3000);
  t.is(cluster.seen("lag").length, 0);
});

testProp(
  "the share stays between its bounds and moves by at most a step",
  [fc.nat(1000), fc.nat(10 ** 9), fc.nat(10 ** 9)],
  (t, share, lagNs, before) => {
    const next = throttle.sharePerMille(
      Math.max(share, defaultTuning.throttleLeastPerMille),
      lagNs,
      before,
      defaultTuning,
    );
    t.true(next >= defaultTuning.throttleLeastPerMille && next <= 1000);
    t.true(Math.abs(next - Math.max(share, defaultTuning.throttleLeastPerMille)) <= defaultTuning.throttleStepPerMille);
  },
);
