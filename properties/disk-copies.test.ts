import test from "ava";
import { diskConsistent } from "./disk-consistent.ts";
import { B, C, judged, P, TraceBuilder } from "./trace.test-helper.ts";

const topology = { disks: "non-shared" } as const;

/** The replica's own disk does a write of one sector. Negative: part of a copy. */
function lands(trace: TraceBuilder, by: string, operation: number, sector = 8): TraceBuilder {
  return trace.event({
    kind: "disk-written",
    disk: by[0]!,
    by,
    operation,
    sector,
    sectorCount: 1,
    hash: `h${operation}`,
    output: null,
  });
}

function starts(trace: TraceBuilder, by: string, operation: number, type = "write"): TraceBuilder {
  return trace.says(by, "disk-issued", { operation, type, sector: 8, sectorCount: 1, again: false });
}

/** P writes 1, which both disks do, then 2, which its own does; B has the completions of both in its log. */
function written(): TraceBuilder {
  const trace = new TraceBuilder();
  for (const operation of [1, 2]) {
    lands(starts(trace, P, operation), P, operation).says(P, "disk-completed", { operation, ok: true });
    trace.says(B, "disk-completed", { operation, ok: true });
  }
  return lands(starts(trace, B, 1), B, 1);
}

function goesLive(trace: TraceBuilder, replica: string): TraceBuilder {
  trace.asks(replica, "live", { generation: trace.record.generation + 1, owner: replica, backup: null });
  trace.phase(replica, "primary-alone");
  return trace.says(replica, "live", { record: trace.record, position: 900, entry: 90, drainNs: 0 });
}

test("a winner whose disk has all that is complete is right; one whose disk lacks a write is not", (t) => {
  t.is(judged(diskConsistent, goesLive(lands(written(), B, 2), B).end(), { topology }).verdict, "held");
  const { violations } = judged(diskConsistent, goesLive(written(), B).end(), { topology });
  t.is(violations[0]!.found, "it holds write 1");
});

test("an older write over a newer one shows at once, and at rest", (t) => {
  const { violations } = judged(diskConsistent, lands(written(), P, 1).end(), { topology });
  t.deepEqual(
    violations.map(({ found }) => found),
    ["the older 1 landed over it", "it holds write 1"],
  );
});

/** B is live, C its clone, which then wins. */
function cloned(copies: boolean): TraceBuilder {
  const trace = goesLive(lands(written(), B, 2), B).phase(C, "joining");
  trace.says(B, "vmotion", { step: "began", to: C, host: "C", stopNs: 0 });
  if (copies) lands(trace, C, -1);
  trace.says(B, "vmotion", { step: "cut", to: C, host: "C", stopNs: 0 });
  return goesLive(trace, C).end();
}

test("a clone whose disk was copied has what its source had; one whose disk was not has nothing", (t) => {
  t.is(judged(diskConsistent, cloned(true), { topology }).verdict, "held");
  const { violations } = judged(diskConsistent, cloned(false), { topology });
  t.is(violations[0]!.found, "it holds nothing of that history");
});

test("a copied sector may be ahead of the clone, which replays older writes over it, and the newer one again", (t) => {
  const replayed = (operations: readonly number[]): TraceBuilder => {
    const trace = goesLive(lands(written(), B, 2), B).phase(C, "joining");
    trace.says(B, "vmotion", { step: "began", to: C, host: "C", stopNs: 0 });
    trace.says(B, "vmotion", { step: "cut", to: C, host: "C", stopNs: 0 });
    lands(trace, C, -1);
    for (const operation of operations) lands(trace, C, operation);
    return goesLive(trace, C).end();
  };
  t.is(judged(diskConsistent, replayed([1, 2]), { topology }).verdict, "held");
  t.is(judged(diskConsistent, replayed([1]), { topology }).violations[0]!.found, "it holds write 1");
  t.is(judged(diskConsistent, replayed([1, 2, 1]), { topology }).violations[0]!.found, "the older 1 landed over it");
});

/** Of two writes the first was flushed when all is lost. */
function coldStart(booted: string): TraceBuilder {
  const trace = lands(starts(new TraceBuilder(), P, 1), P, 1).says(P, "disk-completed", { operation: 1, ok: true });
  starts(trace, P, 2, "flush").says(P, "disk-completed", { operation: 2, ok: true });
  starts(trace, P, 3).says(P, "disk-completed", { operation: 3, ok: true });
  return trace.asks(booted, "cold-start", { generation: 2, owner: booted, backup: null }).end();
}

test("after the loss of all the copy that boots holds what the last owner had flushed", (t) => {
  t.is(judged(diskConsistent, coldStart("A.2.1"), { topology, regime: "unbounded" }).verdict, "held");
  t.is(judged(diskConsistent, coldStart("B.2.1"), { topology, regime: "unbounded" }).verdict, "violated");
});
