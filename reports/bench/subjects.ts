/** Figures of many things that are measured alike, as a table: a row for each thing, a column for each measure. */
import { type Figure, isMissed } from "../../bench/figure.ts";
import { figureText } from "./number.ts";

export interface SubjectTable {
  /** Measures with their units, in the order in which they first come. */
  readonly columns: readonly string[];
  readonly rows: readonly { readonly subject: string; readonly cells: readonly string[] }[];
}

/** Null where no figure has a subject. `missed`: how a target that is missed is marked. */
export function subjectTable(figures: readonly Figure[], missed: string): SubjectTable | null {
  const columns = new Set<string>();
  const rows = new Map<string, Map<string, string>>();
  for (const figure of figures) {
    const { subject, name, unit, value } = figure;
    if (subject === undefined) continue;
    const column = `${name.slice(subject.length + 2)} (${unit})`;
    columns.add(column);
    const row = rows.get(subject) ?? new Map<string, string>();
    rows.set(subject, row.set(column, figureText(value) + (isMissed(figure) ? ` ${missed}` : "")));
  }
  if (rows.size === 0) return null;
  const cells = ([subject, row]: readonly [string, ReadonlyMap<string, string>]) => ({
    subject,
    cells: [...columns].map((column) => row.get(column) ?? ""),
  });
  return { columns: [...columns], rows: [...rows].map(cells) };
}

/** What is told by itself. */
export function withoutSubject(figures: readonly Figure[]): readonly Figure[] {
  return figures.filter(({ subject }) => subject === undefined);
}
