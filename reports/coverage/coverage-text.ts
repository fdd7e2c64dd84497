/** Coverage as text: the sums, and what was reached least or never. */
import type { ListedGroup, Reached } from "../../properties/coverage/possible.ts";
import { count } from "../../properties/words.ts";
import { table } from "../terminal/table.ts";
import { percent, type Coverage, type GuestCoverage } from "./coverage.ts";

const FILES_SHOWN = 10;
const NOUNS: Readonly<Record<ListedGroup, string>> = {
  property: "properties put to the test",
  fault: "kinds of fault applied",
  phase: "phases of the protocol entered",
  transition: "transitions of the protocol taken",
  "go-live": "cases of going live",
};

export function coverageText(coverage: Coverage): string {
  const { code, behaviour, guests, runs, seed, findings } = coverage;
  const { lines, branches, functions } = code.total;
  const least = code.files
    .toSorted((a, b) => a.lines.covered / a.lines.total - b.lines.covered / b.lines.total)
    .slice(0, FILES_SHOWN);
  return [
    `${count(runs, "run")}, seed ${seed}, ${count(findings.length, "finding")}`,
    `code        lines ${percent(lines)}, branches ${percent(branches)}, functions ${percent(functions)} of core/; least in`,
    table(
      least.map((one) => ({
        file: one.file,
        lines: percent(one.lines),
        branches: `branches ${percent(one.branches)}`,
      })),
      ["file", "lines", "branches"],
    ),
    ...(Object.keys(NOUNS) as ListedGroup[]).flatMap((group) => groupText(group, behaviour)),
    ...guests.flatMap(guestText),
  ].join("\n");
}

function groupText(group: ListedGroup, behaviour: readonly Reached[]): readonly string[] {
  const all = behaviour.filter((one) => one.group === group);
  const never = all.filter(({ runs }) => runs === 0).map(({ name }) => name);
  return [
    `behaviour   ${all.length - never.length} of ${all.length} ${NOUNS[group]}${never.length > 0 ? "; never:" : ""}`,
    ...listText(never),
  ];
}

function guestText({ guest, blocks, instructions, functions, lines }: GuestCoverage): readonly string[] {
  const never = functions.filter((one) => one.instructions.covered === 0).map(({ name }) => name);
  if (functions.length === 0) return [`guest       ${guest}: its image has no symbols`];
  return [
    `guest       ${guest}: ${percent(blocks)} of ${blocks.total} basic blocks, ${percent(instructions)} of instructions, ` +
      `${lines.total > 0 ? `${percent(lines)} of ${lines.total} source lines, ` : ""}` +
      `${functions.length - never.length} of ${functions.length} functions${never.length > 0 ? "; never run:" : ""}`,
    ...listText(never),
  ];
}

function listText(names: readonly string[]): readonly string[] {
  return names.length === 0 ? [] : [table([{ names: names.join(", ") }], ["names"])];
}
