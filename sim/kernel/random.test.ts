import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { RandomStreams } from "./random.ts";

test("streams of one root are pinned, and no two alike", (t) => {
  const streams = new RandomStreams("7");
  const draw = (name: string) => Array.from({ length: 4 }, () => streams.stream(name).below(1000));
  t.deepEqual(
    [draw("network"), draw("disk")],
    [
      [553, 170, 133, 250],
      [744, 761, 758, 231],
    ],
  );
});

testProp(
  "a draw from one stream moves no other",
  [fc.string(), fc.array(fc.constantFrom("a", "b"), { maxLength: 50 })],
  (t, root, order) => {
    const mixed = new RandomStreams(root);
    const alone = new RandomStreams(root);
    const seen = order.map((name) => [name, mixed.stream(name).below(1 << 30)] as const);
    const expected = order.filter((name) => name === "a").map(() => alone.stream("a").below(1 << 30));
    t.deepEqual(
      seen.filter(([name]) => name === "a").map(([, value]) => value),
      expected,
    );
  },
);

testProp(
  "saved streams go on as they would have",
  [fc.string(), fc.array(fc.integer({ min: 1, max: 2 ** 53 - 1 }), { minLength: 1, maxLength: 20 })],
  (t, root, bounds) => {
    const original = new RandomStreams(root);
    for (const bound of bounds) original.stream("x").below(bound);
    const copy = new RandomStreams(root, JSON.parse(JSON.stringify(original.save())));
    t.deepEqual(
      bounds.map((bound) => copy.stream("x").below(bound)),
      bounds.map((bound) => original.stream("x").below(bound)),
    );
  },
);

testProp("draws stay below their bound", [fc.string(), fc.integer({ min: 1, max: 2 ** 53 - 1 })], (t, root, bound) => {
  const value = new RandomStreams(root).stream("x").below(bound);
  t.true(Number.isSafeInteger(value) && value >= 0 && value < bound);
});

test("a chance of one in four is one", (t) => {
  const stream = new RandomStreams("1").stream("x");
  let hits = 0;
  for (let i = 0; i < 40_000; i++) if (stream.chance(1, 4)) hits++;
  t.true(Math.abs(hits - 10_000) < 400, `${hits} of 40000`);
  t.false(stream.chance(0, 4));
  t.true(stream.chance(4, 4));
});
