import test from "ava";
import fc from "fast-check";
import { randomOf } from "./random-type.ts";

const sample = (name: string) =>
  fc.sample(fc.array(fc.integer()), { seed: 0, numRuns: 5, randomType: () => randomOf(name) });

test("the name fixes what is drawn, and another name draws otherwise", (t) => {
  t.deepEqual(sample("campaign 1, run 0"), sample("campaign 1, run 0"));
  t.notDeepEqual(sample("campaign 1, run 0"), sample("campaign 1, run 1"));
});

test("a clone goes on alike and by itself; a jump depends on the state alone", (t) => {
  const one = randomOf("x");
  const other = one.clone();
  t.is(one.next(), other.next());
  one.jump();
  t.notDeepEqual(one.getState(), other.getState());
  other.jump();
  t.deepEqual(one.getState(), other.getState());
});

test("a counterexample is found again by its path", (t) => {
  const property = fc.property(fc.array(fc.nat(1000)), (list) => list.every((n) => n < 900));
  const found = fc.check(property, { seed: 3, randomType: () => randomOf("path") });
  t.true(found.failed);
  const again = fc.check(property, {
    seed: 3,
    randomType: () => randomOf("path"),
    path: found.counterexamplePath!,
    endOnFailure: true,
  });
  t.deepEqual(again.counterexample, found.counterexample);
});
