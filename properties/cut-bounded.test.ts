import test from "ava";
import { cutBounded } from "./cut-bounded.ts";
import { B, C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

const second = 1_000_000_000;
const record = { version: 2, generation: 2, owner: C, backup: B, state: "running", request: "move" } as const;

/** The primary moves to C, which acts after `liveNs`; its source hears of it after `heardNs`. */
function moved(liveNs: number, heardNs: number): TraceBuilder {
  const vmotion = { to: C, host: "C" };
  return new TraceBuilder()
    .says(P, "vmotion", { ...vmotion, step: "cut", stopNs: 0 })
    .wait(10_000_000)
    .says(P, "vmotion", { ...vmotion, step: "in-step", stopNs: 10_000_000 })
    .wait(liveNs - 10_000_000)
    .says(C, "live", { record, position: 9, entry: 9, drainNs: 0 })
    .wait(heardNs - liveNs)
    .says(P, "vmotion", { ...vmotion, step: "committed", stopNs: heardNs });
}

test("the VM stops until its destination acts, not until its source hears of that", (t) => {
  t.is(judged(cutBounded, moved(second / 10, 3 * second)).verdict, "held");
  t.is(judged(cutBounded, moved(2 * second, 2 * second)).violations[0]!.found, "it stopped for 2.001 s");
});

test("a VM that stands still while it is copied, or until a move is given up, stops, too", (t) => {
  for (const step of ["cut", "given-up"] as const) {
    const trace = new TraceBuilder().says(P, "vmotion", { to: C, host: "C", step, stopNs: second });
    t.is(judged(cutBounded, trace).verdict, "violated");
  }
});

test("a host that stands still stops the VM, and what else there is; then the clock starts again", (t) => {
  const pausedFor = (host: string, restNs: number) => {
    const trace = new TraceBuilder().event({ kind: "host", host, state: "paused" }).wait(2 * second);
    trace.event({ kind: "host", host, state: "resumed" }).wait(restNs);
    return trace.says(P, "vmotion", { to: C, host: "C", step: "given-up", stopNs: 2 * second + restNs });
  };
  for (const host of ["A", "C"]) {
    t.is(judged(cutBounded, pausedFor(host, second / 10)).violations.length, 0);
    t.is(judged(cutBounded, pausedFor(host, second)).violations.length, 1);
  }
  t.is(judged(cutBounded, pausedFor("B", second / 10)).violations.length, 1);
});

test("storage out of reach keeps both waiting, by whatever cuts it off, and no longer than that", (t) => {
  const given = (kind: string, fields: object, afterNs: number) => {
    const trace = new TraceBuilder().fault(kind, "applied", 2 * second, fields).wait(2 * second);
    trace.fault(kind, "ended", 2 * second, fields).wait(afterNs);
    return judged(cutBounded, trace.says(P, "vmotion", { to: C, host: "C", step: "given-up", stopNs: second }));
  };
  for (const [kind, fields] of [
    ["storage-unreachable", {}],
    ["link-clog", { target: "primary-storage" }],
    ["partition-sides", { target: "switch-B" }],
    ["swizzle-clog", { target: "primary" }],
  ] as const) {
    t.is(given(kind, fields, second / 2).violations.length, 0, kind);
    t.is(given(kind, fields, 2 * second).violations.length, 1, kind);
  }
  t.is(given("link-clog", { target: "primary-backup" }, second / 2).violations.length, 1);
});
