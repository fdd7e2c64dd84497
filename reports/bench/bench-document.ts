/** `docs/BENCHMARKS.md`: made from the JSON of a run, never typed. */
import { type BenchResult, type Figure, isMissed, type SuiteResult } from "../../bench/figure.ts";
import { goalText, ratiosFirst } from "./bench-text.ts";
import { figureText } from "./number.ts";
import { subjectTable, withoutSubject } from "./subjects.ts";

const MEBIBYTE = 1 << 20;

const cell = (text: string): string => text.replaceAll("|", "\\|");

function row(figure: Figure): string {
  const { name, value, spread, once, unit, published = "", note = "" } = figure;
  const range = once
    ? "taken once"
    : spread === undefined
      ? ""
      : `${figureText(spread[0])} to ${figureText(spread[1])}`;
  const goal = goalText(figure) + (isMissed(figure) ? " **missed**" : "");
  return `| ${[name, `${figureText(value)} ${unit}`, range, goal, published, note].map(cell).join(" | ")} |`;
}

function subjects(figures: readonly Figure[]): readonly string[] {
  const table = subjectTable(figures, "**missed**");
  if (table === null) return [];
  const line = (cells: readonly string[]): string => `| ${cells.map(cell).join(" | ")} |`;
  return [
    [
      line(["", ...table.columns]),
      line(["---", ...table.columns.map(() => "---:")]),
      ...table.rows.map(({ subject, cells }) => line([subject, ...cells])),
    ].join("\n"),
  ];
}

const HEADING = [
  "| figure | median | least to greatest | target | published | |",
  "| --- | ---: | --- | --- | --- | --- |",
] as const;

function section({ title, method, figures, missing, failed }: SuiteResult): string {
  const single = withoutSubject(figures);
  return [
    `## ${title}`,
    method,
    ...(single.length === 0 ? [] : [[...HEADING, ...ratiosFirst(single).map(row)].join("\n")]),
    ...subjects(figures),
    ...(missing.length > 0 ? [`Not measured here: ${missing.join("; ")}.`] : []),
    ...(failed.length > 0 ? [`**Failed**: ${failed.join("; ")}.`] : []),
  ].join("\n\n");
}

export function benchDocument({ version, date, quick, host, suites }: BenchResult): string {
  const missed = suites.flatMap(({ title, figures }) =>
    figures.filter(isMissed).map(({ name }) => `${title}: ${name}`),
  );
  const memory = Math.round(host.memoryBytes / MEBIBYTE / 1024);
  return `${[
    "# Benchmarks",
    "Made by `lockstep bench --document docs/BENCHMARKS.md` and not edited by hand. Ratios come first: both sides of one are measured by turns in one run, so a slow or busy machine shifts both. Absolute times are of this machine.",
    `lockstep ${version}, ${date}, Node ${host.node}, ${host.system}, ${host.processor}, ${host.cores} cores, ${memory} GiB${quick ? "; a quick run, with few turns" : ""}.`,
    missed.length === 0 ? "Every target is met." : `Targets missed: ${missed.join("; ")}.`,
    ...suites.map(section),
  ].join("\n\n")}\n`;
}
