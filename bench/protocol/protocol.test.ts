import { existsSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import test from "ava";
import { phases, transitions } from "../../core/ft/phase.ts";
import { mutants } from "../../properties/mutants/index.ts";
import { checklist } from "./checklist.ts";
import { protocolDocument } from "./sections.ts";

const root = fileURLToPath(new URL("../../../", import.meta.url));

test("docs/PROTOCOL.md says what the code's tables say (else: npm run generate)", (t) => {
  const document = readFileSync(`${root}docs/PROTOCOL.md`, "utf8");
  t.true(protocolDocument(document, root) === document, "out of date");
});

test("the checklist has its forty rows and C, and their files exist", (t) => {
  const expected = [...Array.from({ length: 40 }, (_, index) => String(index + 1)), "C"];
  t.deepEqual(
    checklist.map(({ row }) => row),
    expected,
  );
  for (const { row, code } of checklist)
    for (const file of code) t.true(existsSync(`${root}core/${file}`), `${row}: ${file}`);
});

test("each row of the checklist has a mutant", (t) => {
  for (const { row } of checklist)
    t.true(
      mutants.some((mutant) => mutant.row === row),
      row,
    );
});

test("every phase can be reached, and no row of the table stands twice", (t) => {
  const reached = new Set<string>(["spare"]);
  for (const _ of transitions) for (const { from, to } of transitions) if (reached.has(from)) reached.add(to);
  t.deepEqual(
    Object.keys(phases).filter((phase) => !reached.has(phase)),
    [],
  );
  t.is(new Set(transitions.map(({ from, to, why }) => `${from} ${to} ${why}`)).size, transitions.length);
});
