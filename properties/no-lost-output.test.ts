import test from "ava";
import { noLostOutput } from "./no-lost-output.ts";
import { B, judged, P, TraceBuilder } from "./trace.test-helper.ts";

/** P makes an output and dies; B, which has its entry, takes over without having made it. */
function takenOver(entry: number): TraceBuilder {
  const trace = new TraceBuilder().output(1).produced(P, 2).acknowledged(B, P, 20).crash("A");
  trace.asks(B, "live", { generation: 2, owner: B, backup: null }).phase(B, "primary-alone");
  return trace.says(B, "live", { record: trace.record, position: 200, entry, drainNs: 0 });
}

test("what the survivor's history holds must have left, whoever made it", (t) => {
  t.is(judged(noLostOutput, takenOver(20).released(B, 2).end()).verdict, "held");
  const { pending } = judged(noLostOutput, takenOver(20).end());
  t.regex(pending[0] ?? "", /^frame 2 .* was never released$/);
});

test("what the survivor never had is no part of its history", (t) => {
  t.is(judged(noLostOutput, takenOver(19).end()).verdict, "held");
});

test("an output of the survivor's own that stays held is lost", (t) => {
  const trace = new TraceBuilder().output(1).produced(P, 2).wait(2_000_000_000).end();
  t.is(judged(noLostOutput, trace).verdict, "violated");
});

test("a replica whose host died and is back is nobody's survivor", (t) => {
  const trace = new TraceBuilder().output(1).produced(P, 2).crash("A").event({ kind: "host", host: "A", state: "up" });
  t.is(judged(noLostOutput, trace.wait(2_000_000_000).end()).verdict, "vacuous");
});
