import test from "ava";
import { divergenceReported } from "./divergence-reported.ts";
import { powerOffObeyed } from "./power-off-obeyed.ts";
import { timeMonotonic } from "./time-monotonic.ts";
import { B, P, TraceBuilder, judged } from "./trace.test-helper.ts";

function differing(): TraceBuilder {
  const trace = new TraceBuilder().says(P, "digest", { position: 5, entry: 5, digest: "a" });
  return trace.says(B, "digest", { position: 5, entry: 5, digest: "b" });
}
const report = { position: 5, expected: "a", found: "b" };

test("divergence-reported: told at once holds, silence does not", (t) => {
  t.is(judged(divergenceReported, differing().says(B, "diverged", report).wait(1e9).end()).verdict, "held");
  t.is(judged(divergenceReported, differing().wait(1e9).end()).verdict, "violated");
  const output = new TraceBuilder().produced(P, 1).produced(B, 1, { hash: "x" }).wait(1e9).end();
  t.regex(judged(divergenceReported, output).violations[0]!.expected, /frame 1 differs/);
});

test("divergence-reported: who diverged never goes live", (t) => {
  const trace = differing().says(B, "diverged", report).asks(B, "live", { owner: B, backup: null });
  trace.says(B, "live", { record: trace.record, position: 9, entry: 1, drainNs: 0 });
  t.is(judged(divergenceReported, trace).violations.length, 1);
});

test("divergence-reported is vacuous where nothing differs", (t) => {
  t.is(judged(divergenceReported, new TraceBuilder().output(1).end()).verdict, "vacuous");
});

const times = (client: number, guestTsc: number, guestTicks: number) =>
  ({ kind: "response", client, request: 1, result: {}, guestTsc, guestTicks }) as const;
const invoke = (client: number) => ({ kind: "invoke", client, request: 1, operation: {} }) as const;

test("time-monotonic: an answer is not older than one seen before it was asked for", (t) => {
  const trace = new TraceBuilder()
    .event(invoke(0))
    .event(invoke(1))
    .event(times(0, 900, 9))
    .event(times(1, 500, 5));
  t.is(judged(timeMonotonic, trace).verdict, "held");
  trace.event(invoke(1)).event(times(1, 899, 9));
  t.is(judged(timeMonotonic, trace).violations[0]!.found, "client 1 was told 899");
});

test("time-monotonic: another boot has its own clock", (t) => {
  const trace = new TraceBuilder()
    .event(invoke(0))
    .event(times(0, 900, 9))
    .asks("C.1.1", "cold-start", { owner: "C.1.1" });
  t.is(judged(timeMonotonic, trace.event(invoke(0)).event(times(0, 3, 1))).verdict, "held");
});

/** P powers off at entry 7. */
function poweredOff(): TraceBuilder {
  const trace = new TraceBuilder().says(P, "logged", { first: 1, through: 7, position: 1, bytes: new Uint8Array(0) });
  return trace.says(P, "powered-off", { position: 1 });
}

test("power-off-obeyed: both end", (t) => {
  const trace = poweredOff()
    .acknowledged(B, P, 7)
    .asks(P, "power-off", { state: "off" })
    .phase(P, "off")
    .phase(B, "off");
  t.is(judged(powerOffObeyed, trace.end()).verdict, "held");
  const left = poweredOff().asks(P, "power-off", { state: "off" }).phase(P, "off").end();
  t.deepEqual(judged(powerOffObeyed, left).pending, ["B.1.1 is still in phase backup"]);
});

test("power-off-obeyed: a backup that knows does not take it for a failure", (t) => {
  t.is(judged(powerOffObeyed, poweredOff().acknowledged(B, P, 7).asks(B, "live", { owner: B })).verdict, "violated");
  t.is(judged(powerOffObeyed, poweredOff().acknowledged(B, P, 6).asks(B, "live", { owner: B })).verdict, "vacuous");
});
