import test from "ava";
import { trials } from "./trial.ts";

test("mutated batches give an error or a batch, never a crash (npm run fuzz:codec makes a million)", (t) => {
  const outcomes = new Set(trials(1, 20_000));
  t.deepEqual(
    [...outcomes].toSorted((a, b) => (a < b ? -1 : 1)),
    ["damage refused", "forgery refused", "forgery well formed", "unchanged"],
  );
});
