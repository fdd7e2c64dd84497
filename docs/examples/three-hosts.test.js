import test from "ava";
import fc from "fast-check";
import { assertHeld, runScenario, settingsOf } from "lockstep-dst";
import drowsyDetector from "./drowsy-detector.mutant.js";
import threeHosts from "./three-hosts.scenario.js";

const schedules = threeHosts.schedule(settingsOf(threeHosts), "bounded");

test("whatever fast-check draws, everything holds", async (t) => {
  await fc.assert(
    fc.asyncProperty(fc.nat(), schedules, async (seed, schedule) => {
      assertHeld(await runScenario(threeHosts, { seed, schedule, regime: "bounded" }));
    }),
    { numRuns: 3, seed: 1 },
  );
  t.pass();
});

test("one seed fixes a run", async (t) => {
  const [once, again] = [await runScenario(threeHosts, { seed: 7 }), await runScenario(threeHosts, { seed: 7 })];
  t.is(once.verdict, "pass");
  t.is(once.traceHash, again.traceHash);
  t.is(once.properties.find(({ name }) => name === "short-waits")?.verdict, "held");
});

test("the property catches the mutant, and says how", async (t) => {
  const result = await runScenario(threeHosts, { seed: 7, mutant: drowsyDetector });
  const error = t.throws(() => assertHeld(result), { name: "FindingError" });
  t.regex(error?.message ?? "", /short-waits, at .*\n {2}expected {2}a client waits at most 6 s\n {2}found/);
});
