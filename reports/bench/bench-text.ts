/** Figures on the terminal: ratios first, then the rest; a missed target says so. */
import { type Figure, isMissed, type SuiteResult } from "../../bench/figure.ts";
import { bad, faint } from "../terminal/style.ts";
import { figureText } from "./number.ts";
import { subjectTable, withoutSubject, type SubjectTable } from "./subjects.ts";

export function ratiosFirst(figures: readonly Figure[]): readonly Figure[] {
  return [...figures.filter(({ unit }) => unit === "x"), ...figures.filter(({ unit }) => unit !== "x")];
}

export function goalText({ target, better }: Figure): string {
  return target === undefined ? "" : `${better === "higher" ? "at least" : "at most"} ${figureText(target)}`;
}

function line(figure: Figure, width: number): string {
  const { name, value, spread, unit, published, note } = figure;
  const remarks = [
    goalText(figure) + (isMissed(figure) ? `: ${bad("missed")}` : ""),
    published === undefined ? "" : `published: ${published}`,
    spread === undefined ? "" : faint(`${figureText(spread[0])} to ${figureText(spread[1])}`),
    note === undefined ? "" : faint(note),
  ].filter((remark) => remark !== "");
  return `  ${name.padEnd(width)} ${figureText(value).padStart(9)} ${unit.padEnd(10)} ${remarks.join("; ")}`.trimEnd();
}

function subjectLines({ columns, rows }: SubjectTable): readonly string[] {
  return rows.map(({ subject, cells }) => {
    const told = cells.flatMap((cell, index) => (cell === "" ? [] : `${columns[index]!} ${cell}`));
    return `  ${subject}: ${told.join(", ") || "nothing"}`;
  });
}

export function suiteText({ title, figures, missing, failed, wallMs }: SuiteResult): string {
  const single = withoutSubject(figures);
  const width = Math.max(0, ...single.map(({ name }) => name.length));
  const subjects = subjectTable(figures, "missed");
  return [
    `${title} ${faint(`(${(wallMs / 1000).toFixed(0)} s)`)}`,
    ...ratiosFirst(single).map((figure) => line(figure, width)),
    ...(subjects === null ? [] : subjectLines(subjects)),
    ...missing.map((what) => `  not measured: ${what}`),
    ...failed.map((what) => `  ${bad("failed")}: ${what}`),
  ].join("\n");
}
