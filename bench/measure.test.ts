import test from "ava";
import { measureSuite } from "./measure.ts";
import type { Figure } from "./figure.ts";
import type { Part } from "./suites/suite.ts";

const figure: Figure = { name: "copies", value: 1, unit: "ms", better: "lower" };

test("a part that fails is named, and the others are measured", async (t) => {
  const told: string[] = [];
  const parts: readonly Part[] = [
    {
      name: "torn",
      measure: () => {
        throw new Error("no memory\n    at once");
      },
    },
    { name: "lost", measure: () => Promise.reject(new Error("no answer")) },
    {
      name: "whole",
      measure: ({ quick, missing, progress }) => {
        if (quick) missing("the slow half");
        progress("half-way");
        return [figure];
      },
    },
  ];
  const suite = { name: "machine", title: "Machine", method: "By hand.", parts };
  const result = await measureSuite(suite, { quick: true, progress: (text) => told.push(text) });
  t.deepEqual(result.figures, [figure]);
  t.deepEqual(result.failed, ["torn (no memory)", "lost (no answer)"]);
  t.deepEqual(result.missing, ["the slow half"]);
  t.deepEqual(told.slice(2), ["machine, part 3 of 3: whole", "machine, part 3 of 3: whole: half-way"]);
});
