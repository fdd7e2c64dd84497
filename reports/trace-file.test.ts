import { mkdtempSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { brotliCompressSync } from "node:zlib";
import test from "ava";
import { syntheticRun } from "./failover.test-helper.ts";
import { UsageError } from "../properties/usage-error.ts";
import { parseTrace, readTrace, traceLine } from "./trace-file.ts";

const run = syntheticRun({ requests: 5 });
const wire = { atNs: 7, line: "A>switch", unit: "frame", bytes: Uint8Array.of(0, 255, 10), arrivals: [9] } as const;
const text = [run.header, ...run.events, { wire }, { result: run.result! }].map(traceLine).join("\n");

test("a trace comes back from its file as it was, bytes included", (t) => {
  t.deepEqual(parseTrace(`${text}\n`), { ...run, wire: [wire] });
});

test("the file of an interrupted run is a trace without a result", (t) => {
  const cut = parseTrace(text.slice(0, text.indexOf('{"seq":9,') + 12));
  t.is(cut.events.length, 9);
  t.is(cut.result, null);
});

for (const [what, bad, message] of [
  ["a file of something else", '{"a":1}\n', /line 1 is no trace header/],
  ["a later format", '{"lockstepTrace":99}\n', /trace format 99: this version reads format 1/],
  ["a broken line", `${traceLine(run.header)}\n{"seq":\n{}\n`, /line 2 is not JSON/],
  ["a line of another kind", `${traceLine(run.header)}\n{"seq":0}\n`, /line 2 is neither an event nor a result/],
] as const) {
  test(`${what} is refused with the line and what was expected`, (t) => {
    const error = t.throws(() => parseTrace(bad), { instanceOf: UsageError });
    t.regex(error.message, message);
  });
}

test("a file is read plain or compressed, and named when it is no trace", (t) => {
  const folder = mkdtempSync(join(tmpdir(), "lockstep-"));
  const write = (name: string, bytes: string | Buffer) => {
    writeFileSync(join(folder, name), bytes);
    return join(folder, name);
  };
  t.deepEqual(
    readTrace(write("a.jsonl", text)).events,
    readTrace(write("a.jsonl.br", brotliCompressSync(text))).events,
  );
  t.throws(() => readTrace(join(folder, "none")), { instanceOf: UsageError, message: /none: ENOENT/ });
  t.throws(() => readTrace(write("b.br", "plain")), { instanceOf: UsageError, message: /b\.br: .*made by `--trace`/ });
  t.throws(() => readTrace(write("c.jsonl", "{}")), { instanceOf: UsageError, message: /c\.jsonl: line 1/ });
});
