import test from "ava";
import { createEnvironment } from "../../scenarios/environment.ts";
import { chainOf, eventsOf, partedBetween } from "./chain.ts";

const environment = await createEnvironment();

test("two runs of one plan do not part", (t) => {
  const plan = { index: 0, plantedAt: null };
  t.is(partedBetween(chainOf(plan, environment), chainOf(plan, environment)), null);
});

test("a planted source of non-determinism is found, and the first differing event named", (t) => {
  const plan = { index: 0, plantedAt: null };
  const planted = { index: 0, plantedAt: 1100 };
  const [from, to] = partedBetween(chainOf(plan, environment), chainOf(planted, environment))!;
  t.true(from >= 1000 && from % 500 === 0 && to === from + 500);
  const lines = eventsOf(plan, from, to, environment);
  const others = eventsOf(planted, from, to, environment);
  const at = lines.findIndex((line, i) => line !== others[i]);
  t.true(at >= 0 && from + at >= 1100);
  t.regex(lines[at], /^event \d+ at \d+ ns, \S+ for \d+: [0-9a-f]{16}$/);
});
