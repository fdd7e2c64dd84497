import test from "ava";
import type { Regime } from "../../sim/faults/fault.ts";
import type { Mark } from "./behaviour.ts";
import { BiteTally } from "./bite.ts";

const kinds = [
  { name: "crash", family: "host" },
  { name: "pause", family: "host" },
  { name: "link-loss", family: "network" },
  { name: "wall-jump", family: "clock" },
] as const;
const failover = { atNs: 1, detectNs: 1, arbiterNs: 1, drainNs: 1, totalNs: 3 };

test("a bounded run is bitten by a failover and faults of three families that occurred", (t) => {
  const tally = new BiteTally(kinds);
  const add = (regime: Regime, virtualNs: number, failovers: number, ...names: readonly string[]) =>
    tally.add({
      regime,
      marks: names.map((name): Mark => `fault ${name}`),
      result: { virtualNs, failovers: Array.from({ length: failovers }, () => failover) },
    });
  t.deepEqual(tally.figures, { medianNs: 0, boundedRuns: 0, bitten: 0 });
  add("bounded", 30, 1, "crash", "link-loss", "wall-jump");
  add("bounded", 20, 1, "crash", "pause", "link-loss");
  add("bounded", 10, 0, "crash", "link-loss", "wall-jump");
  add("unbounded", 40, 1, "crash", "link-loss", "wall-jump");
  t.deepEqual(tally.figures, { medianNs: 30, boundedRuns: 3, bitten: 1 });
});
