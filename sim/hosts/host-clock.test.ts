import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { changeRate, monotonicNs, virtualTimeOf, wallSeconds, type ClockState } from "./host-clock.ts";

const week = 7 * 86_400 * 1_000_000_000;

const anyClock: fc.Arbitrary<ClockState> = fc.record({
  sinceNs: fc.integer({ min: 0, max: week }),
  monotonicAtSinceNs: fc.integer({ min: 0, max: week }),
  driftPerMillion: fc.integer({ min: -900_000, max: 4_000_000 }),
  frozen: fc.boolean(),
  wallOffsetSeconds: fc.integer({ min: 0, max: 2_000_000_000 }),
});

testProp("the monotonic clock never runs backwards", [anyClock, fc.nat(week), fc.nat(1000)], (t, clock, ns, more) => {
  const nowNs = clock.sinceNs + ns;
  t.true(monotonicNs(clock, nowNs + more) >= monotonicNs(clock, nowNs));
});

testProp("a timer comes at the first virtual time at which it is due", [anyClock, fc.nat(week)], (t, clock, ns) => {
  const nowNs = clock.sinceNs;
  const atNs = clock.monotonicAtSinceNs + ns;
  const due = virtualTimeOf(clock, atNs, nowNs);
  if (due === null) {
    t.true(clock.frozen);
    return;
  }
  t.true(monotonicNs(clock, due) >= atNs);
  t.true(due === nowNs || monotonicNs(clock, due - 1) < atNs);
});

testProp(
  "a change of rate is no jump",
  [anyClock, fc.nat(week), fc.integer({ min: -900_000, max: 4_000_000 }), fc.boolean()],
  (t, clock, ns, drift, frozen) => {
    const nowNs = clock.sinceNs + ns;
    const before = monotonicNs(clock, nowNs);
    changeRate(clock, nowNs, drift, frozen);
    t.is(monotonicNs(clock, nowNs), before);
  },
);

test("the wall clock is the monotonic one from another beginning", (t) => {
  const clock = { sinceNs: 0, monotonicAtSinceNs: 0, driftPerMillion: 0, frozen: false, wallOffsetSeconds: 100 };
  t.is(wallSeconds(clock, 2_999_999_999), 102);
});
