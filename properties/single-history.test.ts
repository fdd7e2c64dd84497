import test from "ava";
import { singleHistory } from "./single-history.ts";
import { noLostOutput } from "./no-lost-output.ts";
import { singleLive } from "./single-live.ts";
import { B, C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

/** P released 1 and 2 and is gone; B has replayed `through` outputs and goes live. */
function failover(through: number): TraceBuilder {
  const trace = new TraceBuilder();
  for (const output of [1, 2]) {
    trace.produced(P, output).released(P, output);
    if (output <= through) trace.produced(B, output);
  }
  trace.event({ kind: "host", host: "A", state: "down" });
  trace.asks(B, "live", { owner: B, backup: null, generation: 2 }).phase(B, "draining");
  const position = through * 100 + 50;
  trace.says(B, "live", { record: trace.record, position, entry: through * 10, drainNs: 0 });
  return trace.phase(B, "primary-alone");
}

test("single-history holds when the winner has every released output", (t) => {
  t.is(judged(singleHistory, failover(2).produced(B, 3).released(B, 3)).verdict, "held");
});

test("single-history: a repeat is legal, the same number with other bytes is not", (t) => {
  t.is(judged(singleHistory, failover(2).released(B, 2)).verdict, "held");
  t.is(judged(singleHistory, failover(2).released(B, 2, { hash: "other" })).verdict, "violated");
});

test("single-history: a winner that makes another output under a released number contradicts", (t) => {
  const trace = failover(1).produced(B, 2, { position: 260, hash: "x" });
  const { verdict, violations } = judged(singleHistory, trace);
  t.is(verdict, "violated");
  t.is(violations[0]!.found, "B.1.1 makes frame 2 of position 260, bytes x");
});

test("single-history: a winner that passes a released output without making it contradicts", (t) => {
  const trace = failover(1).says(B, "executed", { position: 900, instructions: 900 });
  t.regex(judged(singleHistory, trace).violations[0]!.found, /outputs through 1 only/);
});

test("single-history: a diverged backup that never wins harms nobody", (t) => {
  const trace = new TraceBuilder().produced(P, 1).released(P, 1).produced(B, 1, { hash: "x" });
  t.is(judged(singleHistory, trace).verdict, "held");
  trace.asks(B, "live", { owner: B, backup: null });
  t.is(judged(singleHistory, trace).verdict, "violated");
});

test("single-history: a cold start begins another history", (t) => {
  const trace = failover(2).asks(C, "cold-start", { owner: C, generation: 3 }).phase(C, "primary-alone");
  t.is(judged(singleHistory, trace.produced(C, 1, { hash: "x" }).released(C, 1, { hash: "x" })).verdict, "held");
});

test("no-lost-output: the survivor sends what its replay produced", (t) => {
  const lost = failover(2).produced(B, 3).wait(2e9).end();
  const { verdict, pending } = judged(noLostOutput, lost);
  t.is(verdict, "violated");
  t.regex(pending[0]!, /^frame 3 of position 300, bytes h3, made by B.1.1 2.00\d s ago, was never released$/);
  t.is(judged(noLostOutput, failover(2).produced(B, 3).released(B, 3).wait(2e9).end()).verdict, "held");
});

test("single-live: late frames that the winner also makes are repeats", (t) => {
  const trace = failover(1).released(P, 3).produced(B, 2).produced(B, 3);
  t.is(judged(singleLive, trace).verdict, "held");
});

test("single-live: two executions that act contradict each other", (t) => {
  const trace = new TraceBuilder().output(1).phase(B, "primary-alone").produced(B, 2, { hash: "b" });
  trace.released(B, 2, { hash: "b" }).produced(P, 2);
  t.regex(judged(singleLive, trace).violations[0]!.found, /^A.1.1 made frame 2/);
  t.is(
    judged(
      singleLive,
      failover(1).released(P, 3, { position: 140 }).says(B, "executed", { position: 999, instructions: 1 }),
    ).verdict,
    "violated",
  );
});

test("single-live: storage takes no write of another", (t) => {
  const write = {
    kind: "disk-written",
    disk: "shared",
    operation: 4,
    sector: 8,
    sectorCount: 1,
    hash: "h",
    output: 4,
  } as const;
  t.is(judged(singleLive, failover(2).event({ ...write, by: B })).verdict, "held");
  t.is(judged(singleLive, failover(2).event({ ...write, by: P })).verdict, "violated");
});

test("single-live: a loser that the record does not name halts; one that it names may serve on", (t) => {
  const lost = (backup: string | null) => {
    const trace = new TraceBuilder().asks(P, "alone", { backup }).asks(B, "live", { owner: B }, "refused");
    const id = `${B}.live.${trace.record.version}`;
    return trace.says(B, "answered", { reply: { id, granted: false, record: trace.record } });
  };
  t.is(judged(singleLive, lost(null).phase(B, "halted")).verdict, "held");
  t.regex(judged(singleLive, lost(null).phase(B, "backup")).violations[0]!.found, /^it is backup/);
  t.is(judged(singleLive, lost(B).phase(B, "backup")).verdict, "held");
});
