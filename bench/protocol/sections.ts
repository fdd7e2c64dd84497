/** What `docs/PROTOCOL.md` says that is said elsewhere: made from the tables of the code, never typed again. */
import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { phases, transitions, type Phase } from "../../core/ft/phase.ts";
import { mutants } from "../../properties/mutants/index.ts";
import { deviations } from "../../properties/model/deviations.ts";
import { withCheckpoint } from "../../properties/strategies.ts";
import { checklist } from "./checklist.ts";

const idOf = (phase: Phase): string => phase.replaceAll("-", "_");

const cell = (text: string): string => text.replaceAll("|", "\\|");

const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => "---"), ...rows].map((row) => `| ${row.map(cell).join(" | ")} |`).join("\n");

/** The numbers on the arrows are those of the table of transitions. */
function diagram(): string {
  const names = Object.keys(phases) as Phase[];
  return [
    "```mermaid",
    "stateDiagram-v2",
    "  [*] --> spare",
    ...names.map((phase) => `  state "${phase}" as ${idOf(phase)}`),
    ...transitions.map(({ from, to }, index) => `  ${idOf(from)} --> ${idOf(to)}: ${index + 1}`),
    "```",
  ].join("\n");
}

const phaseTable = (): string =>
  table(
    ["phase", "the node"],
    Object.entries(phases).map(([phase, about]) => [`\`${phase}\``, about]),
  );

const transitionTable = (): string =>
  table(
    ["", "from", "to", "why"],
    transitions.map(({ from, to, why }, index) => [String(index + 1), `\`${from}\``, `\`${to}\``, why]),
  );

const testFolders = ["core/ft", "core/replay", "sim/storage", "scenarios", "properties"];

/** Drives each mutant's own situation, on the clean build and with the mutant. */
const situations = "properties/mutants/rows.test.ts";

/** Test files by the numbers at the beginning of a test's title: `7: ...`, or `4, 36: ...`. */
function testsByRow(root: string): ReadonlyMap<string, readonly string[]> {
  const found = new Map<string, string[]>();
  const put = (row: string, path: string): void => {
    const files = found.get(row) ?? [];
    if (!files.includes(path)) files.push(path);
    found.set(row, files);
  };
  for (const folder of testFolders)
    for (const name of readdirSync(join(root, folder)).toSorted()) {
      if (!name.endsWith(".test.ts")) continue;
      const path = `${folder}/${name}`;
      const text = readFileSync(join(root, path), "utf8");
      for (const [, rows = ""] of text.matchAll(/test(?:\.serial)?\(\s*["`]((?:\d+|C)(?:, (?:\d+|C))*): /g))
        for (const row of rows.split(", ")) put(row, path);
    }
  for (const { row } of mutants) put(row, situations);
  return found;
}

const link = (path: string): string => `[${path.split("/").at(-1)!.replace(/\.ts$/, "")}](../${path})`;

function checklistTable(root: string): string {
  const tests = testsByRow(root);
  return table(
    ["#", "behaviour", "paper", "code", "tests", "mutants", "caught by"],
    checklist.map(({ row, behaviour, source, code }) => {
      const mine = mutants.filter((mutant) => mutant.row === row);
      return [
        row,
        behaviour,
        source,
        code.map((file) => link(`core/${file}`)).join(", "),
        (tests.get(row) ?? []).map(link).join(", "),
        mine.map(({ id }) => link(`properties/mutants/${id}.ts`)).join(", "),
        [...new Set(mine.map(({ property }) => property))].map((property) => `\`${property}\``).join(", "),
      ];
    }),
  );
}

const deviationTable = (): string =>
  table(
    ["deviation", "", "what is done wrong"],
    Object.entries(deviations).map(([id, { type, about }]) => [`\`${id}\``, type, about]),
  );

const strategyTable = (): string =>
  table(
    ["property", "claimed of `checkpoint`", "because"],
    Object.entries(withCheckpoint).map(([name, { applies, why }]) => [`\`${name}\``, applies ? "yes" : "no", why]),
  );

/** `document` with each section between `<!-- NAME -->` and `<!-- /NAME -->` made anew. */
export function protocolDocument(document: string, root: string): string {
  const sections = {
    diagram: diagram(),
    phases: phaseTable(),
    transitions: transitionTable(),
    checklist: checklistTable(root),
    strategies: strategyTable(),
    deviations: deviationTable(),
  };
  let made = document;
  for (const [name, text] of Object.entries(sections)) {
    const [begin, end] = [`<!-- ${name} -->`, `<!-- /${name} -->`];
    const from = made.indexOf(begin);
    const to = made.indexOf(end);
    if (from < 0 || to < from) throw new Error(`docs/PROTOCOL.md has no section ${name}: expected ${begin} and ${end}`);
    made = `${made.slice(0, from + begin.length)}\n${text}\n${made.slice(to)}`;
  }
  return made;
}
