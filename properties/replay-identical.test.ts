import test from "ava";
import { replayIdentical } from "./replay-identical.ts";
import { stuck } from "./stuck.ts";
import { B, C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

const digest = (trace: TraceBuilder, replica: string, position: number, value: string) =>
  trace.says(replica, "digest", { position, entry: position, digest: value });

test("replay-identical compares the digests of common positions", (t) => {
  const trace = new TraceBuilder();
  digest(digest(trace, P, 100, "aa"), B, 100, "aa");
  t.is(judged(replayIdentical, trace).verdict, "held");
  digest(digest(trace, P, 200, "ab"), B, 200, "ac");
  const { verdict, violations } = judged(replayIdentical, trace);
  t.is(verdict, "violated");
  t.is(violations[0]!.expected, "B.1.1 has the digest ab at position 200, as A.1.1 had");
});

test("replay-identical: where a clone is cut off, two digests follow the same entry", (t) => {
  const says = (trace: TraceBuilder, replica: string, position: number, value: string) =>
    trace.says(replica, "digest", { position, entry: 5, digest: value });
  const trace = says(says(new TraceBuilder(), P, 100, "aa"), P, 103, "ab");
  t.is(judged(replayIdentical, says(says(trace, B, 100, "aa"), B, 103, "ab")).verdict, "held");
  t.is(judged(replayIdentical, says(trace, B, 104, "ac")).verdict, "violated");
});

test("replay-identical is vacuous while no position is common", (t) => {
  t.is(judged(replayIdentical, digest(new TraceBuilder(), P, 100, "aa")).verdict, "vacuous");
});

test("replay-identical: what the loser executed beyond the go-live is nobody's yardstick", (t) => {
  const trace = digest(digest(digest(new TraceBuilder(), P, 100, "aa"), B, 100, "aa"), P, 300, "xx");
  trace
    .asks(B, "live", { owner: B, backup: null })
    .says(B, "live", { record: trace.record, position: 200, entry: 9, drainNs: 0 });
  digest(trace, B, 300, "bb");
  t.is(judged(replayIdentical, trace).verdict, "held");
});

test("replay-identical: a dropped backup that reads for itself may read what was written since; no other may", (t) => {
  const diverged = { position: 5, expected: "input disk at 7", found: "output" };
  const dropped = new TraceBuilder().asks(P, "alone", { backup: null }).says(B, "diverged", diverged);
  t.is(judged(replayIdentical, dropped, { topology: { backupReads: true } }).violations.length, 0);
  t.is(judged(replayIdentical, dropped).violations.length, 1);
  const named = new TraceBuilder().says(B, "diverged", diverged);
  const clone = new TraceBuilder().asks(P, "alone", { backup: null }).says(C, "diverged", diverged);
  for (const trace of [named, clone])
    t.is(judged(replayIdentical, trace, { topology: { backupReads: true } }).violations.length, 1);
});

test("replay-identical believes a backup that says it diverged", (t) => {
  const trace = new TraceBuilder().says(B, "diverged", { position: 7, expected: "output aa", found: "output ab" });
  t.is(judged(replayIdentical, trace).verdict, "violated");
});

test("stuck: a run that meets a limit is a finding", (t) => {
  t.is(judged(stuck, new TraceBuilder().end()).verdict, "held");
  t.is(judged(stuck, new TraceBuilder().event({ kind: "end", reason: "event-limit" })).verdict, "violated");
});
