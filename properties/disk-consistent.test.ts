import test from "ava";
import { diskConsistent } from "./disk-consistent.ts";
import { B, P, TraceBuilder, judged } from "./trace.test-helper.ts";

/** Writes 1 and 2 to the same sector, made by P and by B's replay. */
function written(...order: readonly (readonly [number, string])[]): TraceBuilder {
  const trace = new TraceBuilder();
  for (const output of [1, 2]) for (const replica of [P, B]) trace.produced(replica, output, { device: "disk" });
  for (const [output, by] of order)
    trace.event({
      kind: "disk-written",
      disk: "shared",
      by,
      operation: output,
      sector: 8,
      sectorCount: 2,
      hash: `h${output}`,
      output,
    });
  return trace;
}

test("in order, and issued again in order, is right", (t) => {
  t.is(judged(diskConsistent, written([1, P], [2, P]).end()).verdict, "held");
  t.is(judged(diskConsistent, written([1, P], [2, P], [1, B], [2, B]).end()).verdict, "held");
});

test("at rest no sector holds an older write", (t) => {
  const { violations } = judged(diskConsistent, written([2, P], [1, P]).end());
  t.is(violations.length, 2);
  t.is(violations[0]!.found, "it holds write 1, older than write 2 that landed before");
});

test("an older write over one that the owner knows to be complete is wrong at once", (t) => {
  const trace = written([1, P], [2, P]).says(P, "disk-completed", { operation: 2, ok: true });
  for (const by of [P])
    trace.event({
      kind: "disk-written",
      disk: "shared",
      by,
      operation: 1,
      sector: 9,
      sectorCount: 1,
      hash: "h1",
      output: 1,
    });
  t.regex(judged(diskConsistent, trace).violations[0]!.expected, /^sector 9 keeps write 2/);
});

test("a write of no surviving history must not stay", (t) => {
  const trace = written([1, P], [2, P]);
  trace.event({
    kind: "disk-written",
    disk: "shared",
    by: P,
    operation: 3,
    sector: 8,
    sectorCount: 1,
    hash: "lost",
    output: 3,
  });
  trace.produced(P, 4);
  t.is(judged(diskConsistent, trace.produced(P, 3, { device: "disk", hash: "lost" }).end()).verdict, "held");
  t.is(judged(diskConsistent, trace.produced(P, 3, { device: "disk", hash: "other" }).end()).verdict, "violated");
});

test("vacuous where nothing was written", (t) => {
  t.is(judged(diskConsistent, new TraceBuilder().end()).verdict, "vacuous");
});
