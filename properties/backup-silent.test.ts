import test from "ava";
import { antiAffinity } from "./anti-affinity.ts";
import { backupSilent } from "./backup-silent.ts";
import { logIntact } from "./log-intact.ts";
import { noTotalLoss } from "./no-total-loss.ts";
import { B, C, P, TraceBuilder, judged } from "./trace.test-helper.ts";

const frame = (replica: string, output: number | null) =>
  ({ kind: "frame-out", host: replica[0], replica, phase: "", hash: "h", output, byteCount: 60 }) as const;

test("backup-silent: a backup that answers ARP speaks", (t) => {
  const trace = new TraceBuilder().output(1);
  t.is(judged(backupSilent, trace).verdict, "held");
  t.is(judged(backupSilent, trace.event(frame(B, null))).violations[0]?.found, "it released a frame of 60 bytes");
});

test("backup-silent: draining is not live yet, live is", (t) => {
  const trace = new TraceBuilder().produced(B, 1, { live: false }).phase(B, "draining").released(B, 1);
  t.is(judged(backupSilent, trace).verdict, "violated");
  t.is(
    judged(backupSilent, new TraceBuilder().produced(B, 1).phase(B, "primary-alone").released(B, 1)).verdict,
    "held",
  );
});

const batch = (first: number, through: number) => ({ first, through, position: through * 10 });

test("log-intact: gaps and repeats show, in the log and in its replay", (t) => {
  const logged = (...batches: [number, number][]) =>
    batches.reduce(
      (trace, [a, b]) => trace.says(P, "logged", { ...batch(a, b), bytes: new Uint8Array(0) }),
      new TraceBuilder(),
    );
  t.is(judged(logIntact, logged([1, 5], [6, 6])).verdict, "held");
  t.is(judged(logIntact, logged([1, 5], [7, 8])).violations[0]!.found, "entries 6 to 6 are missing: it went on with 7");
  const applied = logged([1, 9]).says(B, "applied", batch(1, 4)).says(B, "applied", batch(4, 9));
  t.is(judged(logIntact, applied).violations[0]!.found, "entry 4 came twice: it went on with 4");
});

test("log-intact: a clone goes on after the cut, an owner after what it replayed", (t) => {
  const trace = new TraceBuilder().says(P, "logged", { ...batch(1, 9), bytes: new Uint8Array(0) });
  trace.says(P, "vmotion", { step: "cut", to: C, host: "C", stopNs: 5 }).says(C, "applied", batch(10, 12));
  t.is(judged(logIntact, trace).verdict, "held");
  trace.says(C, "logged", { ...batch(14, 14), bytes: new Uint8Array(0) });
  t.is(judged(logIntact, trace).verdict, "violated");
});

test("log-intact: what was acknowledged is executed before going live", (t) => {
  const live = (entry: number) => {
    const trace = new TraceBuilder().acknowledged(B, P, 30).asks(B, "live", { owner: B, backup: null });
    return trace.says(B, "live", { record: trace.record, position: 1, entry, drainNs: 0 });
  };
  t.is(judged(logIntact, live(30)).verdict, "held");
  t.is(judged(logIntact, live(20)).verdict, "violated");
});

test("log-intact: after a move the backup has no entry that its new owner is yet to write", (t) => {
  const moved = (acknowledged: number) => {
    const trace = new TraceBuilder().acknowledged(B, P, acknowledged).asks(P, "move-primary", { owner: C });
    return trace.says(C, "live", { record: trace.record, position: 1, entry: 30, drainNs: 0 });
  };
  t.is(judged(logIntact, moved(30)).verdict, "held");
  t.is(
    judged(logIntact, moved(31)).violations[0]!.found,
    "B.1.1 has acknowledged entries through 31 to the former owner",
  );
});

test("anti-affinity looks at the record and at clones under way", (t) => {
  t.is(judged(antiAffinity, new TraceBuilder()).verdict, "held");
  t.is(judged(antiAffinity, new TraceBuilder().asks(P, "arm", { backup: "A.1.2" })).verdict, "violated");
  const clone = new TraceBuilder().says(P, "vmotion", { step: "began", to: "A.1.2", host: "A", stopNs: 0 });
  t.is(judged(antiAffinity, clone).verdict, "violated");
});

test("no-total-loss: one dead host of two is survived, two are not", (t) => {
  const trace = new TraceBuilder().crash("A");
  t.is(judged(noTotalLoss, trace).verdict, "held");
  t.is(judged(noTotalLoss, trace.crash("B")).violations[0]!.found, "A.1.1: host down, B.1.1: host down");
});

test("no-total-loss: a winner that halts leaves nobody", (t) => {
  const trace = new TraceBuilder().crash("A").asks(B, "live", { owner: B, backup: null }).phase(B, "halted");
  t.is(judged(noTotalLoss, trace).verdict, "violated");
});
