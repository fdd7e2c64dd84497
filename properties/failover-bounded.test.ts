import test from "ava";
import { cutBounded } from "./cut-bounded.ts";
import { failoverBounded } from "./failover-bounded.ts";
import { noFalseFailover } from "./no-false-failover.ts";
import { reprotected } from "./reprotected.ts";
import { B, C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

const second = 1e9;
const live = (trace: TraceBuilder) => trace.asks(B, "live", { owner: B, backup: null }).phase(B, "primary-alone");

test("failover-bounded: live soon after the crash, or not", (t) => {
  t.is(judged(failoverBounded, live(new TraceBuilder().crash("A").wait(2 * second)).end()).verdict, "held");
  t.is(judged(failoverBounded, live(new TraceBuilder().crash("A").wait(9 * second)).end()).verdict, "violated");
  const never = new TraceBuilder()
    .crash("A")
    .wait(99 * second)
    .end();
  t.regex(judged(failoverBounded, never).violations[0]!.found, /^B.1.1 is in phase backup/);
});

test("failover-bounded: the primary goes on alone in time, too", (t) => {
  const alone = new TraceBuilder()
    .crash("B")
    .wait(2 * second)
    .asks(P, "alone", { backup: null })
    .phase(P, "primary-alone");
  t.is(judged(failoverBounded, alone).verdict, "held");
  t.is(
    judged(
      failoverBounded,
      new TraceBuilder()
        .crash("B")
        .wait(9 * second)
        .end(),
    ).verdict,
    "violated",
  );
});

test("failover-bounded: a replica dies while the other one moves: the clock starts again, for who it is then", (t) => {
  const moved = () => new TraceBuilder().crash("B").wait(second).asks(P, "move-primary", { owner: C });
  const alone = (afterNs: number) =>
    moved()
      .wait(afterNs)
      .asks(C, "alone", { backup: null })
      .phase(C, "primary-alone")
      .wait(9 * second)
      .end();
  t.is(judged(failoverBounded, alone(4 * second)).verdict, "held");
  t.regex(judged(failoverBounded, alone(9 * second)).violations[0]!.found, /^C.1.1 is in phase/);
  const clone = new TraceBuilder().crash("A").asks(P, "move-backup", { backup: C });
  const live = clone
    .wait(4 * second)
    .asks(C, "live", { owner: C, backup: null })
    .phase(C, "primary-alone");
  t.is(judged(failoverBounded, live.wait(9 * second).end()).verdict, "held");
});

test("failover-bounded: heartbeats that are cut are silence, also while entries arrive", (t) => {
  const cut = (target: string, path = "heartbeat") =>
    new TraceBuilder().fault("partition", "applied", 9 * second, { target, path });
  const violations = (trace: TraceBuilder) =>
    judged(failoverBounded, trace.wait(9 * second).end()).violations.map(({ expected }) => expected);
  for (const target of ["primary-backup", "backup>primary", "A>B"]) {
    t.regex(violations(cut(target)).join(), /after heartbeats between the two were cut/);
    t.deepEqual(violations(live(cut(target).wait(2 * second))), []);
  }
  for (const other of [cut("primary-backup", "log"), cut("A-C"), cut("primary-switch")])
    t.deepEqual(violations(other), []);
  const healed = cut("primary-backup")
    .wait(1 * second)
    .fault("partition", "ended", 9 * second);
  t.deepEqual(violations(healed), []);
});

test("failover-bounded: entries that never arrive are silence, also while heartbeats do", (t) => {
  const sent = () => new TraceBuilder().says(P, "sent", { through: 9, to: B });
  t.regex(
    judged(
      failoverBounded,
      sent()
        .wait(9 * second)
        .end(),
    ).violations[0]!.expected,
    /entry 9 was sent that never/,
  );
  t.is(
    judged(
      failoverBounded,
      sent()
        .says(B, "received", { through: 9, from: P })
        .wait(9 * second)
        .end(),
    ).violations.length,
    0,
  );
  t.is(
    judged(
      failoverBounded,
      live(sent().wait(2 * second))
        .wait(9 * second)
        .end(),
    ).violations.length,
    0,
  );
  t.is(
    judged(
      failoverBounded,
      sent()
        .fault("storage-unreachable", "applied", 5)
        .wait(9 * second)
        .end(),
    ).violations.length,
    0,
  );
});

test("failover-bounded: each reply of the arbiter that is lost costs one more asking, and no more", (t) => {
  const asking = (lostEveryNs: number) => {
    const trace = new TraceBuilder()
      .crash("A")
      .fault("arbiter-reply-lost", "applied")
      .wait(2 * second);
    for (let lost = 0; lost < 4; lost++)
      trace.wait(lostEveryNs).event({ kind: "frame-lost", link: "storage>B", reason: "arbiter reply lost" });
    return trace;
  };
  const lateOf = (trace: TraceBuilder) => judged(failoverBounded, trace.end()).verdict;
  t.is(lateOf(live(asking(2 * second))), "held");
  t.is(lateOf(asking(2 * second).wait(9 * second)), "violated");
  t.is(lateOf(live(asking(0).wait(9 * second))), "violated");
});

test("failover-bounded: a starved backup drains for as long as it is starved, and then as long as its lag", (t) => {
  const draining = (lagNs: number) =>
    new TraceBuilder()
      .says(P, "lag", { lagNs, sharePerMille: 1000 })
      .crash("A")
      .fault("slow-cpu", "applied", 9)
      .wait(2 * second)
      .asks(B, "live", { owner: B, backup: null })
      .phase(B, "draining")
      .wait(9 * second)
      .fault("slow-cpu", "ended", 9)
      .wait(3 * second);
  t.is(judged(failoverBounded, draining(2 * second).phase(B, "primary-alone")).verdict, "held");
  t.is(judged(failoverBounded, draining(second / 10).phase(B, "primary-alone")).verdict, "violated");
});

test("no-false-failover: a crash or a cut explains a grant, nothing does not", (t) => {
  t.is(judged(noFalseFailover, live(new TraceBuilder().crash("A").wait(2 * second))).verdict, "held");
  t.is(
    judged(noFalseFailover, live(new TraceBuilder().fault("partition", "applied", 9).wait(5 * second))).verdict,
    "held",
  );
  const trace = new TraceBuilder()
    .wait(9 * second)
    .says(B, "suspected", { peer: P, path: "log", silentNs: 2 * second });
  t.regex(
    judged(noFalseFailover, live(trace)).violations[0]!.found,
    /^B.1.1 suspected A.1.1, its log silent for 2.000 s, with no fault/,
  );
});

test("no-false-failover: a cut that healed long ago is no cause", (t) => {
  const trace = new TraceBuilder()
    .fault("partition", "applied", 9)
    .fault("partition", "ended", 9)
    .wait(9 * second);
  t.is(judged(noFalseFailover, live(trace)).verdict, "violated");
});

test("no-false-failover: a cold start while a replica lives is false, one after the loss of all is not", (t) => {
  const starts = (trace: TraceBuilder) => trace.asks(C, "cold-start", { generation: 2, owner: C, backup: null }).end();
  const early = judged(noFalseFailover, starts(new TraceBuilder().crash("A")));
  t.regex(early.violations[0]?.found ?? "", /^B.1.1 is alive, in phase backup/);
  t.is(judged(noFalseFailover, starts(new TraceBuilder().crash("A").crash("B"))).verdict, "held");
});

test("no-false-failover: a backup that said it diverged is replaced", (t) => {
  const trace = new TraceBuilder().says(B, "diverged", { position: 1, expected: "a", found: "b" });
  t.is(judged(noFalseFailover, trace.asks(P, "alone", { backup: null })).verdict, "held");
});

test("reprotected: a free host is used in time", (t) => {
  const alone = () => new TraceBuilder().crash("B").asks(P, "alone", { backup: null }).phase(P, "primary-alone");
  t.is(
    judged(
      reprotected,
      alone()
        .wait(3 * second)
        .asks(P, "arm", { backup: C })
        .wait(60 * second)
        .end(),
    ).verdict,
    "held",
  );
  t.is(
    judged(
      reprotected,
      alone()
        .wait(60 * second)
        .end(),
    ).verdict,
    "violated",
  );
  t.is(
    judged(
      reprotected,
      alone()
        .crash("C")
        .wait(60 * second)
        .end(),
    ).verdict,
    "vacuous",
  );
});

test("cut-bounded", (t) => {
  const cut = (stopNs: number) => new TraceBuilder().says(P, "vmotion", { step: "cut", to: C, host: "C", stopNs });
  t.is(judged(cutBounded, cut(2e8)).verdict, "held");
  t.is(judged(cutBounded, cut(2e9)).verdict, "violated");
  t.is(judged(cutBounded, new TraceBuilder()).verdict, "vacuous");
});

test("failover-bounded: the way to the VM's own array excuses, that to another's does not", (t) => {
  const topology = { arrays: [{ name: "fast" }, { name: "slow" }], array: "slow" };
  const late = (kind: string, fields: object) => {
    const trace = new TraceBuilder()
      .fault(kind, "applied", 60 * second, fields)
      .crash("A")
      .wait(9 * second);
    return judged(failoverBounded, trace.end(), { topology }).verdict;
  };
  t.is(late("storage-unreachable", { target: "all", array: "slow" }), "vacuous");
  t.is(late("storage-unreachable", { target: "all" }), "vacuous");
  t.is(late("partition", { target: "backup-slow" }), "vacuous");
  t.is(late("storage-unreachable", { target: "all", array: "fast" }), "violated");
  t.is(late("partition", { target: "backup-fast" }), "violated");
});
