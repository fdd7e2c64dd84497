import test from "ava";
import { Chronicle } from "./chronicle.ts";
import { TraceBuilder } from "./trace.test-helper.ts";

const second = 1_000_000_000;

function chronicleOf(trace: TraceBuilder): Chronicle {
  const chronicle = new Chronicle(() => "host");
  for (const event of trace.events) chronicle.observe(event);
  return chronicle;
}

test("a thousand replicas come and go: no more is kept of them than of a few", (t) => {
  const trace = new TraceBuilder();
  for (let attempt = 2; attempt < 1002; attempt++) {
    const replica = `C.1.${attempt}`;
    trace
      .phase(replica, "backup")
      .produced(replica, attempt)
      .phase(replica, "halted")
      .wait(60 * second);
  }
  const chronicle = chronicleOf(trace);
  t.true(chronicle.replicas.size <= 6);
  t.is(chronicle.outputs.produced("C.1.2").size, 0);
  t.is(chronicle.outputs.produced("C.1.1001").size, 1);
});

test("who died with its host is forgotten only when nothing of it can be on its way", (t) => {
  const trace = new TraceBuilder()
    .output(1)
    .crash("A")
    .wait(60 * second)
    .phase("B.1.1", "primary-alone");
  t.is(chronicleOf(trace).outputs.produced("A.1.1").size, 1);
  trace.wait(70 * second).phase("B.1.1", "primary-alone");
  const chronicle = chronicleOf(trace);
  t.is(chronicle.outputs.produced("A.1.1").size, 0);
  t.true(chronicle.isLive("B.1.1"));
});
