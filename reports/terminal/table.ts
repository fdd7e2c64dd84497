/** Columns of text, aligned; the last one is folded to the width of the terminal. */
const INDENT = "  ";

export function table(rows: readonly Readonly<Record<string, string>>[], columns: readonly string[]): string {
  if (rows.length === 0) return `${INDENT}(none)`;
  const cells = rows.map((row) => columns.map((column) => row[column] ?? ""));
  const widths = columns.map((_, i) => Math.max(...cells.map((row) => row[i]!.length)));
  const before = INDENT.length + widths.slice(0, -1).reduce((sum, width) => sum + width + 2, 0);
  const room = Math.max(24, (process.stdout.columns || 120) - before);
  return cells
    .map((row) => {
      const head = row.slice(0, -1).map((cell, i) => cell.padEnd(widths[i]! + 2));
      const lines = fold(row.at(-1)!, room);
      return INDENT + head.join("") + lines.join(`\n${" ".repeat(before)}`);
    })
    .join("\n");
}

function fold(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line ? `${line} ${word}` : word;
  }
  return [...lines, line];
}
