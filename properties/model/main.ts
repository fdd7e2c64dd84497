/** npm run model [-- name ...]: every row, or those whose name contains one of the texts. */
import { rows } from "./rows.ts";
import { search } from "./search.ts";

const wanted = process.argv.slice(2);
let wrong = 0;
for (const { name, expect, rules } of rows) {
  if (wanted.length > 0 && !wanted.some((text) => name.includes(text))) continue;
  const beganMs = performance.now();
  const { violation, steps, states, depth, complete } = search(rules, 20_000_000);
  const asExpected = complete && (violation !== null) === (expect === "violation");
  if (!asExpected) wrong++;
  const seconds = ((performance.now() - beganMs) / 1000).toFixed(1);
  const verdict = violation ?? (complete ? "silent" : "too many states");
  process.stdout.write(
    `${asExpected ? "ok " : "BAD"} ${name}: ${verdict}  (${states} states, depth ${depth}, ${seconds} s)\n`,
  );
  if (!asExpected || (wanted.length > 0 && violation))
    for (const step of steps) process.stdout.write(`      ${step}\n`);
}
process.exit(wrong > 0 ? 1 : 0);
