import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import type { TraceEvent } from "../../sim/trace.ts";
import { syntheticRun } from "../failover.test-helper.ts";
import { causality, leadingTo } from "./causes.ts";
import { consoleLines } from "./console.ts";
import { faultSpans } from "./faults.ts";
import { layOutLanes } from "./lanes.ts";
import { outputLives } from "./outputs.ts";
import { readEvent } from "./reading.ts";
import { hostSpans, roleSpans } from "./roles.ts";
import { runSeries, thin } from "./series.ts";

const { events, header } = syntheticRun();
const { causes, messages } = causality(events, []);

function what(event: TraceEvent): string {
  return event.kind === "replica" ? event.observation.what : event.kind;
}

function firstSeq(name: string, replica?: string): number {
  const found = events.find(
    (event) =>
      what(event) === name && (!replica || (event.kind === "replica" && event.observation.replica === replica)),
  );
  return found!.seq;
}

test("a released output was caused by all that the Output Rule asks for, in order", (t) => {
  const chain = leadingTo(causes, firstSeq("released")).map((seq) => what(events[seq]!));
  t.deepEqual(chain, ["produced", "logged", "sent", "received", "acknowledged", "heard-acknowledgement", "released"]);
});

test("going live was caused by the arbiter's yes, the suspicion and the crash", (t) => {
  const chain = leadingTo(causes, firstSeq("live")).map((seq) => what(events[seq]!));
  for (const link of ["fault", "host", "suspected", "asked", "record", "answered"]) t.true(chain.includes(link), link);
});

test("causes come before their effects", (t) => {
  for (const [seq, list] of causes.entries()) for (const cause of list) t.true(cause < seq, `${seq} <- ${cause}`);
});

test("an output released without an acknowledgement has none among its causes", (t) => {
  const bad = syntheticRun({ violated: true });
  const { seq } = bad.result!.violations[0]!;
  const chain = leadingTo(causality(bad.events, []).causes, seq).map((cause) => what(bad.events[cause]!));
  t.deepEqual(chain, ["produced", "released"]);
});

test("log and acknowledgements cross between the replicas, requests to storage", (t) => {
  const { laneOf, lanes } = layOutLanes(events, header.hosts);
  const ends = (kind: string) =>
    new Set(
      messages
        .filter((message) => message.kind === kind)
        .map(({ from, to }) => `${lanes[laneOf[from]!]!.label} > ${lanes[laneOf[to]!]!.label}`),
    );
  t.deepEqual(ends("log"), new Set(["A.1.1 > B.1.1", "B.1.1 > C.1.1"]));
  t.deepEqual(ends("acknowledgement"), new Set(["B.1.1 > A.1.1", "C.1.1 > B.1.1"]));
  t.deepEqual(ends("arbiter"), new Set(["B.1.1 > storage", "storage > B.1.1"]));
});

test("lanes: clients, hosts with their replicas, storage, network", (t) => {
  const { lanes } = layOutLanes(events, ["D"]);
  t.deepEqual(
    lanes.map((lane) => lane.label),
    [
      "client 1",
      "client 2",
      "client 3",
      "host A",
      "A.1.1",
      "host B",
      "B.1.1",
      "host C",
      "C.1.1",
      "host D",
      "storage",
      "network",
    ],
  );
});

test("replicas of a host share a row when one is over before the next begins", (t) => {
  const phase = (seq: number, replica: string): TraceEvent => ({
    seq,
    atNs: seq,
    place: "host:A",
    kind: "replica",
    observation: { replica, what: "phase", from: "spare", to: "joining", reason: "" },
  });
  const { lanes, laneOfReplica } = layOutLanes(
    [phase(0, "A.1.1"), phase(1, "A.1.2"), phase(2, "A.1.2"), phase(3, "A.2.1")],
    [],
  );
  t.is(laneOfReplica.get("A.1.1"), laneOfReplica.get("A.2.1"));
  t.deepEqual(
    lanes.filter((lane) => lane.kind === "replica").map((lane) => lane.label),
    ["A.1.1 ... A.2.1"],
  );
});

test("roles follow phases, generations the record, and a crash ends them", (t) => {
  const spans = roleSpans(events);
  const of = (replica: string) =>
    spans.filter((span) => span.replica === replica).map((span) => `${span.phase} ${span.generation}`);
  t.deepEqual(of("A.1.1"), ["primary-protected 1"]);
  t.deepEqual(of("B.1.1"), [
    "backup 1",
    "asking-live 1",
    "asking-live 2",
    "draining 2",
    "primary-alone 2",
    "asking-arm 2",
    "primary-protected 2",
  ]);
  const downNs = events[firstSeq("fault")]!.atNs;
  t.is(spans.find((span) => span.replica === "A.1.1")!.toNs, downNs);
  t.deepEqual(
    hostSpans(events)
      .filter((span) => span.host === "A")
      .map((span) => span.state),
    ["up", "down", "up"],
  );
});

test("faults: a crash with its end, one suppressed, one of a link that strikes both its ends", (t) => {
  const { lanes } = layOutLanes(events, header.hosts);
  const spans = faultSpans(events, lanes);
  const labels = (at: number) => spans[at]!.lanes.map((lane) => lanes[lane]!.label);
  t.deepEqual(
    spans.map((span) => [span.suppressed, span.toNs > span.fromNs]),
    [
      [false, true],
      [true, false],
      [false, true],
    ],
  );
  t.deepEqual(labels(0), ["host A", "A.1.1"]);
  t.deepEqual(labels(2), ["host B", "B.1.1", "host C", "C.1.1"]);
});

test("a fault of a part in the protocol strikes the host that plays it at the time", (t) => {
  const { lanes } = layOutLanes(events, header.hosts);
  const renamed = events.map((event) => (event.kind === "fault" ? { ...event, fault: { target: "primary" } } : event));
  const hosts = faultSpans(renamed, lanes).map((span) => lanes[span.lanes[0]!]!.label);
  t.deepEqual(hosts, ["host A", "host B", "host B"]);
});

test("an output is produced, acknowledged and released, in this order; alone it needs no acknowledgement", (t) => {
  const lives = outputLives(events);
  t.is(lives.length, 140);
  for (const life of lives) {
    t.true(life.producedNs <= (life.acknowledgedNs ?? life.producedNs));
    t.true((life.acknowledgedNs ?? life.producedNs) <= life.releasedNs!);
  }
  t.is(lives.filter((life) => life.acknowledgedNs === null).length, 20);
});

test("curves: at most one output is held at a time, lag and share are as observed", (t) => {
  const [lag, bandwidth, share, held] = runSeries(events);
  t.is(Math.max(...held!.values), 1);
  t.is(held!.values.at(-1), 0);
  // Received and applied 90 us apart; nothing waits in between.
  t.is(lag!.values.length, 2 * 120 + 2);
  t.deepEqual(new Set(lag!.values), new Set([90_000, 0]));
  t.is(share!.values.length, 28);
  t.true(share!.values.every((value) => value > 90 && value <= 100));
  t.true(Math.max(...bandwidth!.values) > 10_000);
});

test("a curve of many points is thinned to what a chart can show, its peaks stay, it begins with what held before", (t) => {
  const atNs = Array.from({ length: 10_000 }, (_, i) => 10 * i);
  const values = atNs.map((at) => (at === 54_320 ? 9 : at === 54_330 ? -9 : at % 7));
  const kept = thin({ atNs, values }, 50_000, 60_000, 50);
  t.true(kept.values.length <= 2 * 51 + 1);
  t.is(Math.max(...kept.values), 9);
  t.is(Math.min(...kept.values), -9);
  t.is(kept.atNs[0], 49_990);
  t.deepEqual(
    kept.atNs,
    kept.atNs.toSorted((a, b) => a - b),
  );
  t.deepEqual(thin({ atNs: [5], values: [3] }, 10, 20, 5), { atNs: [5], values: [3] });
});

testProp(
  "whatever is thinned ends, in order, with its lowest and its highest value",
  [fc.array(fc.tuple(fc.nat(1_000_000), fc.nat(50)), { minLength: 1 }), fc.double({ min: 1, max: 1e6, noNaN: true })],
  (t, points, spanNs) => {
    const sorted = points.toSorted(([a], [b]) => a - b);
    const curve = { atNs: sorted.map(([at]) => at), values: sorted.map(([, value]) => value) };
    const inside = curve.values.filter((_, i) => curve.atNs[i]! >= 1000 / 3 && curve.atNs[i]! <= 1000 / 3 + spanNs);
    const kept = thin(curve, 1000 / 3, 1000 / 3 + spanNs, 7);
    t.deepEqual(
      kept.atNs,
      kept.atNs.toSorted((a, b) => a - b),
    );
    t.true(kept.values.length <= 17);
    for (const extreme of inside.length > 0 ? [Math.min(...inside), Math.max(...inside)] : []) {
      t.true(kept.values.includes(extreme));
    }
  },
);

test("where many points fall on a stretch's end, thinning still ends", (t) => {
  const atNs = Array.from({ length: 3000 }, (_, i) => i * 12_345_678.1);
  const values = atNs.map(() => 1);
  for (let fromNs = -380_000_000; fromNs < 380_000_000; fromNs += 7_654_321.3) {
    t.true(thin({ atNs, values }, fromNs, fromNs + 38_760_000_000, 487).values.length < 1000);
  }
});

test("a replica that halted gives its row to the next one of its host", (t) => {
  const phase = (seq: number, replica: string, to: "backup" | "halted"): TraceEvent => ({
    seq,
    atNs: 10 * seq,
    place: "host:A",
    kind: "replica",
    observation: { replica, what: "phase", from: "spare", to, reason: "" },
  });
  const spans = roleSpans([
    phase(0, "A.1.1", "backup"),
    phase(1, "A.1.1", "halted"),
    phase(2, "A.1.2", "backup"),
    phase(3, "B.1.1", "backup"),
  ]);
  t.deepEqual(
    spans.map(({ replica, phase: of, toNs }) => [replica, of, toNs]),
    [
      ["A.1.1", "backup", 10],
      ["A.1.1", "halted", 20],
      ["A.1.2", "backup", 30],
    ],
  );
});

test("the console shows each released byte once, by line", (t) => {
  const again = events.flatMap((event): TraceEvent[] => (event.kind === "console-out" ? [event, event] : [event]));
  t.deepEqual(
    consoleLines(again).map((line) => line.text),
    Array.from({ length: 14 }, (_, i) => `served ${10 * (i + 1)}`),
  );
});

test("every kind of event reads aloud on one line", (t) => {
  for (const event of events) t.regex(readEvent(event), /^[^\n]+$/);
  t.snapshot([...new Map(events.map((event) => [what(event), readEvent(event)])).values()]);
});
