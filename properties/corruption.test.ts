import test from "ava";
import { faultKinds } from "../sim/faults/index.ts";
import { corruptions } from "./corruption.ts";
import { properties } from "./index.ts";
import { linearizable } from "./linearizable/linearizable.ts";
import { logDamageReported } from "./log-damage-reported.ts";
import { replayIdentical } from "./replay-identical.ts";
import { B, judged, P, TraceBuilder } from "./trace.test-helper.ts";

const corrupting = { regime: "corrupting" as const };

test("every kind of fault that only the corrupting regime has stands in the table, and no other", (t) => {
  const lying = [...faultKinds.values()].filter(({ regimes }) => regimes.join() === "corrupting");
  t.deepEqual([...corruptions.keys()].toSorted(), lying.map(({ name }) => name).toSorted());
});

for (const [kind, { excused, excusedWithOwnReads, reportedBy }] of corruptions) {
  test(`${kind}: what it excuses and what reports it are properties of the corrupting regime`, (t) => {
    for (const name of [...excused, ...excusedWithOwnReads, ...(reportedBy === null ? [] : [reportedBy])]) {
      t.true(properties.find((property) => property.name === name)?.regimes.includes("corrupting"), name);
    }
    t.true(reportedBy === null || !excused.includes(reportedBy));
  });
}

const differ = (trace: TraceBuilder) =>
  trace
    .says(P, "digest", { position: 100, entry: 10, digest: "aa" })
    .says(B, "digest", { position: 100, entry: 10, digest: "bb" });

test("a difference after a flip is excused, and said to be", (t) => {
  const { verdict, excusedBy } = judged(
    replayIdentical,
    differ(new TraceBuilder().fault("ram-flip", "applied")),
    corrupting,
  );
  t.deepEqual([verdict, excusedBy], ["vacuous", "ram-flip"]);
});

test("a difference before the flip, or after a fault that excuses nothing, is a finding", (t) => {
  t.is(
    judged(replayIdentical, differ(new TraceBuilder()).fault("ram-flip", "applied"), corrupting).verdict,
    "violated",
  );
  const tampered = new TraceBuilder().fault("log-tampering", "applied");
  t.is(judged(replayIdentical, differ(tampered), corrupting).verdict, "violated");
});

test("what could have been excused and was not violated is held", (t) => {
  const trace = new TraceBuilder()
    .fault("ram-flip", "applied")
    .says(P, "digest", { position: 100, entry: 10, digest: "aa" })
    .says(B, "digest", { position: 100, entry: 10, digest: "aa" });
  t.is(judged(replayIdentical, trace, corrupting).verdict, "held");
  t.is(judged(linearizable, trace, corrupting).verdict, "vacuous");
});

test("log-damage-reported: damage that nobody speaks of is a violation; a stream refused, or given up, is not", (t) => {
  const damaged = () => new TraceBuilder().event({ kind: "tampered", from: "A", to: "B", how: "corrupted" });
  t.is(
    judged(logDamageReported, damaged().wait(6_000_000_000).event({ kind: "quiet" }), corrupting).verdict,
    "violated",
  );
  const refused = damaged()
    .says(B, "stream-refused", { peer: P, reason: "checksum" })
    .wait(6_000_000_000)
    .event({ kind: "quiet" });
  t.is(judged(logDamageReported, refused, corrupting).verdict, "held");
  t.is(
    judged(
      logDamageReported,
      damaged().event({ kind: "host", host: "B", state: "down" }).wait(6_000_000_000).event({ kind: "quiet" }),
      corrupting,
    ).verdict,
    "held",
  );
});
