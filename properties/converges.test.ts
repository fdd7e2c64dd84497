import test from "ava";
import { converges } from "./converges.ts";
import { C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

const asked = (trace: TraceBuilder) =>
  trace.event({ kind: "invoke", client: 0, request: 1, operation: { op: "get", key: "a" } });
const answered = (trace: TraceBuilder) =>
  trace.event({
    kind: "response",
    client: 0,
    request: 1,
    result: { status: "not-found", value: "" },
    guestTsc: 1,
    guestTicks: 1,
  });

test("holds when every request is answered in quiet", (t) => {
  t.is(
    judged(
      converges,
      answered(asked(new TraceBuilder().event({ kind: "quiet" })))
        .wait(9e9)
        .end(),
    ).verdict,
    "held",
  );
});

test("says which request waits, and for whom", (t) => {
  const trace = asked(new TraceBuilder().event({ kind: "quiet" }))
    .phase(P, "asking-alone")
    .wait(9e9)
    .end();
  const { verdict, pending } = judged(converges, trace);
  t.is(verdict, "violated");
  t.regex(
    pending[0]!,
    /^request 1 of client 0 has waited 9.\d+ s for its answer: the owner A.1.1 is in phase asking-alone$/,
  );
});

test("a request of the last moment may be open", (t) => {
  const trace = answered(asked(new TraceBuilder().event({ kind: "quiet" })));
  t.is(judged(converges, trace.event({ kind: "invoke", client: 0, request: 2, operation: {} }).end()).verdict, "held");
});

test("a disk operation that never completes is missing", (t) => {
  const issued = { operation: 3, type: "write", sector: 0, sectorCount: 1, again: false };
  const trace = new TraceBuilder().says(P, "disk-issued", issued);
  t.is(judged(converges, trace.wait(2e9).end()).pending.length, 1);
  trace.says(P, "disk-completed", { operation: 3, ok: true }).wait(2e9).end();
  t.is(judged(converges, trace).pending.length, 0);
});

test("a guest that died excuses liveness", (t) => {
  const trace = asked(new TraceBuilder()).says(P, "guest-died", { position: 5 }).wait(9e9).end();
  t.is(judged(converges, trace).verdict, "vacuous");
});

test("a write that a moved primary left unfinished is its destination's to finish, also where the source halts first", (t) => {
  const issued = { operation: 3, type: "write", sector: 0, sectorCount: 1, again: false } as const;
  const moved = (finishes: boolean) => {
    const trace = new TraceBuilder().produced(P, 1, { device: "disk" }).produced(C, 1, { device: "disk", live: false });
    trace.says(P, "disk-issued", issued).released(P, 1, { device: "disk" });
    trace.asks(P, "move-primary", { owner: C, generation: 2 }).phase(P, "halted").phase(C, "primary-protected");
    trace.says(C, "live", { record: trace.record, position: 1, entry: 1, drainNs: 0 });
    if (finishes) trace.says(C, "disk-completed", { operation: 3, ok: true });
    return judged(converges, trace.wait(2e9).end()).pending;
  };
  t.deepEqual(moved(true), []);
  t.regex(moved(false).join(), /^disk operation 3 of C.1.1, issued 2.\d+ s ago, never completed$/);
});
