/** The model within small bounds; `npm run model` goes through every row to its end. */
import test from "ava";
import { deviations } from "./deviations.ts";
import { rows } from "./rows.ts";
import { search } from "./search.ts";

/** States of a silent row that are looked at here, the nearest to its beginning. */
const MAX_STATES = 2500;

/** What shows that a budget was spent. */
const spent: { readonly [budget: string]: RegExp } = {
  crash: /crashes/,
  suspect: /falsely suspects/,
  lost: /is lost/,
  copy: /keeps a copy/,
  arm: /\(arm\)/,
  movePrimary: /\(move-primary\)/,
  moveBackup: /\(move-backup\)/,
  off: /powers \* off/,
};

for (const { name, expect, rules } of rows)
  test(name, (t) => {
    const { violation, steps, kinds } = search(rules, expect === "violation" ? Infinity : MAX_STATES);
    if (expect === "violation") {
      t.truthy(violation);
      t.true(steps.length > 0);
      return;
    }
    t.is(violation, null, steps.join("\n"));
    for (const [budget, what] of Object.entries(spent))
      if (rules.budget[budget as keyof typeof rules.budget] > 0)
        t.true(
          [...kinds].some((kind) => what.test(kind)),
          `${budget} never happens`,
        );
  });

test("every deviation has its row", (t) => {
  const tried = new Set(rows.flatMap((row) => [...row.rules.deviations]));
  t.deepEqual(
    Object.keys(deviations).filter((id) => !tried.has(id as keyof typeof deviations)),
    [],
  );
});
