import test from "ava";
import { quotient, turned, type BenchResult, type Figure } from "../../bench/figure.ts";
import { changesText, compareBenches } from "./bench-compare.ts";
import { benchDocument } from "./bench-document.ts";
import { suiteText } from "./bench-text.ts";

const figure = (value: number, more: Partial<Figure> = {}): Figure => ({
  name: "copies",
  value,
  unit: "x",
  better: "higher",
  ...more,
});

const bench = (...figures: readonly Figure[]): BenchResult => ({
  schemaVersion: 1,
  version: "1.0.0",
  date: "2026-01-02",
  quick: false,
  host: { processor: "P", cores: 2, memoryBytes: 8 * 2 ** 30, system: "Linux 6", node: "20.19.0" },
  suites: [
    { name: "machine", title: "Machine", method: "By hand.", wallMs: 1000, figures, missing: ["v86"], failed: [] },
  ],
});

test("a change counts where the spreads are apart; more is better or worse by the figure's own word", (t) => {
  const verdict = (now: Figure, then: Figure) => compareBenches(bench(now), bench(then))[0]!.verdict;
  t.is(verdict(figure(4, { spread: [3, 5] }), figure(2, { spread: [1, 2] })), "better");
  t.is(verdict(figure(4, { spread: [3, 5] }), figure(2, { spread: [1, 3] })), "same");
  t.is(verdict(figure(4, { better: "lower" }), figure(2, { better: "lower" })), "worse");
  const [change] = compareBenches(bench(figure(4, { spread: [3, 5] })), bench(figure(2)));
  t.is(change?.ratio, 2);
  t.deepEqual(change?.spread, [1.5, 2.5]);
});

test("what was taken once shows no change, and what was nothing has no ratio", (t) => {
  const change = (now: Figure, then: Figure) => compareBenches(bench(now), bench(then))[0]!;
  t.is(change(figure(4, { once: true }), figure(2)).verdict, "unknown");
  t.is(change(figure(4), figure(2, { once: true })).verdict, "unknown");
  t.like(change(figure(0), figure(0)), { ratio: 1, verdict: "same" });
  t.like(change(figure(3), figure(0)), { ratio: null, spread: null, verdict: "better" });
  t.is(change(figure(3, { spread: [1, 4] }), figure(2, { spread: [0, 3] })).spread, null);
  t.regex(
    changesText(compareBenches(bench(figure(4, { once: true })), bench(figure(0)))),
    /from 0 +taken once +unknown/,
  );
});

test("turns are told by their median and range, a single one as such; so are quotients of them", (t) => {
  t.deepEqual(turned([3, 1, 2]), { value: 2, spread: [1, 3] });
  t.deepEqual(turned([3]), { value: 3, once: true });
  t.deepEqual(quotient(turned([4, 6, 8]), turned([2, 2, 4])), { value: 3, spread: [1, 4] });
  t.deepEqual(quotient(turned([4]), turned([1, 2, 4])), { value: 2, once: true });
});

const mutant = (subject: string, what: string, value: number, more: Partial<Figure> = {}): Figure =>
  figure(value, { name: `${subject}: ${what}`, subject, unit: "runs", better: "lower", ...more });

test("what is measured alike of many is a table, after what is told by itself", (t) => {
  const result = bench(
    mutant("mute", "campaign", 3),
    mutant("deaf", "sweep", 7, { target: 5 }),
    mutant("deaf", "campaign", 1),
    figure(2),
  );
  const text = benchDocument(result);
  t.true(text.includes("|  | campaign (runs) | sweep (runs) |\n| --- | ---: | ---: |\n"));
  t.true(text.includes("| mute | 3 |  |\n| deaf | 1 | 7 **missed** |"));
  t.false(text.includes("| mute: campaign"));
  t.true(text.indexOf("| copies | 2 x |") < text.indexOf("| mute |"));
  t.regex(suiteText(result.suites[0]!), /deaf: campaign \(runs\) 1, sweep \(runs\) 7 missed/);
});

test("what only one of the two has is not compared", (t) => {
  t.deepEqual(compareBenches(bench(figure(4, { name: "new" })), bench(figure(2))), []);
  t.deepEqual(compareBenches(bench(figure(4, { unit: "ms" })), bench(figure(2))), []);
  t.regex(changesText(compareBenches(bench(figure(4)), bench(figure(2)))), /machine: copies +2x +exact +better/);
});

test("the document names missed targets, ratios first, and what was not measured", (t) => {
  const text = benchDocument(
    bench(
      figure(12.345, { name: "time", unit: "ms", better: "lower", target: 20 }),
      figure(1.5, { target: 2, note: "a|b" }),
    ),
  );
  t.regex(text, /Targets missed: Machine: copies\./);
  t.true(text.indexOf("| copies | 1.5 x |  | at least 2 **missed** |  | a\\|b |") < text.indexOf("| time | 12.3 ms |"));
  t.true(text.includes("Not measured here: v86."));
  t.regex(benchDocument(bench(figure(2, { target: 2 }))), /Every target is met/);
  t.false(benchDocument(bench()).includes("| figure |"));
});

test("on the terminal, too", (t) => {
  const [suite] = bench(figure(1.5, { target: 2 })).suites;
  t.regex(suiteText(suite!), /copies +1\.5 x +at least 2: .*missed/);
  t.regex(suiteText(suite!), /not measured: v86/);
});
