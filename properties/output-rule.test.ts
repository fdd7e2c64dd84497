import test from "ava";
import { outputRule } from "./output-rule.ts";
import { B, C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

test("holds when the backup acknowledged the output's own entry", (t) => {
  const verdict = judged(outputRule, new TraceBuilder().output(1).output(2));
  t.is(verdict.verdict, "held");
  t.is(verdict.witnessed, 2);
});

test("an acknowledgement of the entry before is not enough", (t) => {
  const trace = new TraceBuilder().produced(P, 1).acknowledged(B, P, 9).released(P, 1);
  const { verdict, violations } = judged(outputRule, trace);
  t.is(verdict, "violated");
  t.is(violations[0]!.expected, "B.1.1, which could still win, acknowledged entry 10 before frame 1 left");
  t.is(violations[0]!.found, "A.1.1 released it; B.1.1 had acknowledged entries through 9");
});

test("alone, nobody needs to acknowledge", (t) => {
  const trace = new TraceBuilder().asks(P, "alone", { backup: null }).produced(P, 1, { entry: null });
  t.is(judged(outputRule, trace.released(P, 1, { entry: null })).verdict, "vacuous");
});

test("releasing alone before the arbiter said yes is a violation", (t) => {
  const trace = new TraceBuilder().asks(P, "alone", { backup: null }, "open").produced(P, 1).released(P, 1);
  t.is(judged(outputRule, trace).verdict, "violated");
});

test("a clone whose arming is under way must acknowledge too", (t) => {
  const alone = () => new TraceBuilder().asks(P, "alone", { backup: null }).produced(P, 1);
  const early = alone().asks(P, "arm", { backup: C }, "open").released(P, 1);
  t.is(judged(outputRule, early).violations[0]?.found, "A.1.1 released it; C.1.1 had acknowledged nothing");
  const right = alone().asks(P, "arm", { backup: C }, "open").acknowledged(C, P, 10).released(P, 1);
  t.is(judged(outputRule, right).verdict, "held");
});

test("a clone has what was made before its cut, without a log", (t) => {
  const trace = new TraceBuilder().asks(P, "alone", { backup: null }).produced(P, 1, { entry: null });
  trace.says(P, "vmotion", { step: "cut", to: C, host: "C", stopNs: 0 });
  trace.asks(P, "arm", { backup: C }).released(P, 1, { entry: null });
  t.is(judged(outputRule, trace).verdict, "held");
});

test("a frame on the wire counts, whatever its replica says", (t) => {
  const trace = new TraceBuilder().produced(P, 1);
  trace.event({
    kind: "frame-out",
    host: "A",
    replica: P,
    phase: "primary-protected",
    hash: "h1",
    output: 1,
    byteCount: 60,
  });
  t.is(judged(outputRule, trace).verdict, "violated");
});

test("writes to non-shared disks are internal", (t) => {
  const trace = new TraceBuilder().produced(P, 1, { device: "disk" }).released(P, 1, { device: "disk" });
  t.is(judged(outputRule, trace).verdict, "violated");
  t.is(judged(outputRule, trace, { topology: { disks: "non-shared" } }).verdict, "vacuous");
});
