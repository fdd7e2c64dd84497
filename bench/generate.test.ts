import { readFileSync } from "node:fs";
import test from "ava";
import { casesSource, interpreterSource } from "../core/vm/cpu/hot/source.ts";

/** Layout apart, which the formatter decides. */
function tokens(source: string): string {
  return source.replace(/[\s,;()]+/g, "");
}

test("the interpreter's loop is what its description gives (else: npm run generate)", (t) => {
  t.true(tokens(readFileSync("core/vm/cpu/interpret.ts", "utf8")) === tokens(interpreterSource()), "interpret.ts");
  t.true(tokens(readFileSync("core/vm/cpu/hot/cases.ts", "utf8")) === tokens(casesSource()), "hot/cases.ts");
});
