/** Two replicas, one failure: the transitions of phase.ts that need no clone. */
import { fc, testProp } from "@fast-check/ava";
import test, { type ExecutionContext } from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import { Cluster, type ClusterOptions } from "./cluster.test-helper.ts";
import { digestsAgree, nothingIsLost, oneLives } from "./history.test-helper.ts";
import { encodeMessage } from "./messages.ts";
import { type Parts, standardParts } from "./parts.ts";
import { defaultTuning } from "./tuning.ts";

/** Works, talks, writes, and sleeps until the next tick. */
const program: ToyProgram = {
  instructions: ["count", "clock", "store", "frame", "count", "write", "console", "clock", "read", "halt"],
  timerNs: 10_000_000,
};

function finish(t: ExecutionContext, cluster: Cluster): void {
  oneLives(t, cluster);
  nothingIsLost(t, cluster);
}

test("without a failure, the backup follows, sends nothing, and digests agree", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(2000);
  t.is(cluster.node("A").phase, "primary-protected");
  t.is(cluster.node("B").phase, "backup");
  t.true(cluster.frames.length > 100);
  t.true(cluster.frames.every(({ host }) => host === "A"));
  t.true(cluster.seen("digest").filter(({ replica }) => replica === "B.1.1").length >= 8);
  digestsAgree(t, cluster);
  const behind = (cluster.node("A").machine?.position ?? 0) - (cluster.node("B").machine?.position ?? 0);
  t.true(behind < 30, `backup is ${behind} units behind an idle primary`);
});

test("4, 36: an output leaves a round trip after it was made, and not before its own entry was acknowledged", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  const heard = cluster.seen("heard-acknowledgement");
  const connected = cluster.seen("released").filter(({ atNs }) => atNs > 10_000_000);
  t.true(connected.length > 50);
  for (const { entry, heldNs, atNs } of connected) {
    t.true(heard.some(({ through, atNs: heardNs }) => through >= (entry ?? 0) && heardNs <= atNs));
    t.true(heldNs >= 2 * cluster.delayNs && heldNs < 5 * cluster.delayNs, `held for ${heldNs} ns`);
  }
});

test("the primary crashes: the backup goes live and nothing is lost", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.crash("A");
  cluster.runMs(4000);
  t.is(cluster.node("B").phase, "primary-alone");
  t.is(cluster.record.owner, "B.1.1");
  finish(t, cluster);
});

test("22: the backup crashes: the primary wins the arbiter and goes on alone", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.crash("B");
  cluster.runMs(4000);
  t.is(cluster.node("A").phase, "primary-alone");
  t.is(cluster.record.backup, null);
  finish(t, cluster);
});

for (const cut of ["heartbeat", "stream"]) {
  test(`12: the ${cut} path alone is cut: somebody suspects in time, one wins, the loser halts`, (t) => {
    const cluster = new Cluster({ program });
    cluster.runMs(1000);
    cluster.cut.add(`A>B ${cut}`).add(`B>A ${cut}`);
    cluster.runUntil("the loser halted", () => cluster.seen("halted").length > 0);
    const [suspected] = cluster.seen("suspected");
    t.true((suspected?.atNs ?? Infinity) < 3_150_000_000);
    finish(t, cluster);
  });
}

test("a long batch that lost its end is given up soon, though keep-alives come: nobody is suspected, nothing is lost", (t) => {
  const cluster = new Cluster({ program: { instructions: ["halt"], timerNs: null } });
  cluster.runMs(1000);
  const start = encodeMessage({ type: "batch", bytes: new Uint8Array(24_000) }).subarray(0, 100);
  cluster.give("B", { kind: "stream-bytes", stream: cluster.node("B").save().state.follower!.stream!, bytes: start });
  cluster.runMs(900);
  t.deepEqual(cluster.seen("stream-refused"), []);
  cluster.runMs(200);
  t.deepEqual(
    cluster.seen("stream-refused").map(({ replica }) => replica),
    ["B.1.1"],
  );
  const refusedNs = cluster.nowNs;
  cluster.frame(Uint8Array.of(1, 2, 3));
  cluster.runMs(3000);
  t.true(cluster.seen("received").some(({ atNs }) => atNs > refusedNs));
  t.is(cluster.seen("stream-refused").length, 1);
  t.deepEqual(cluster.seen("suspected"), []);
  t.is(cluster.record.version, 1);
});

test("a batch that a slow line brings piece by piece is waited for", (t) => {
  const cluster = new Cluster({ program: { instructions: ["halt"], timerNs: null } });
  cluster.runMs(1000);
  cluster.cut.add("A>B stream");
  const bytes = encodeMessage({ type: "batch", bytes: new Uint8Array(2 << 20) });
  const stream = cluster.node("B").save().state.follower!.stream!;
  // 300 KB a second: the whole takes 7.
  for (let at = 0; at < 1_200_000; at += 3000) {
    cluster.give("B", { kind: "stream-bytes", stream, bytes: bytes.slice(at, at + 3000) });
    cluster.runMs(10);
  }
  t.deepEqual(cluster.seen("stream-refused"), []);
  t.deepEqual(cluster.seen("suspected"), []);
});

test("14: cut from each other, both ask: exactly one lives", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.partition("A", "B");
  cluster.runMs(5000);
  t.is(["A", "B"].filter((name) => cluster.node(name).phase === "primary-alone").length, 1);
  t.is(cluster.seen("halted").length, 1);
});

test("15: storage out of reach: both wait, and one lives after the heal", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.partition("A", "B");
  cluster.cut.add("A>storage").add("B>storage");
  cluster.runMs(5000);
  t.deepEqual(
    ["A", "B"].map((name) => cluster.node(name).phase),
    ["asking-alone", "asking-live"],
  );
  cluster.cut.delete("B>storage");
  cluster.runMs(1000);
  t.is(cluster.node("B").phase, "primary-alone");
  cluster.cut.delete("A>storage");
  cluster.runMs(1000);
  t.is(cluster.node("A").phase, "halted");
});

test("18: a lost reply is harmless: the same request gets the same yes", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.crash("A");
  cluster.cut.add("storage>B");
  cluster.runMs(4000);
  t.is(cluster.node("B").phase, "asking-live");
  t.is(cluster.record.owner, "B.1.1");
  cluster.cut.delete("storage>B");
  cluster.runMs(1000);
  t.is(cluster.node("B").phase, "primary-alone");
  t.is(cluster.record.version, 2);
});

test("17: a backup that asked acknowledges no more, though it hears the primary: its request stands", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.cut.add("A>B stream").add("storage>B");
  cluster.runUntil("asked", () => cluster.seen("asked").some(({ request }) => request.kind === "live"));
  const askedNs = cluster.nowNs;
  cluster.cut.delete("A>B stream");
  cluster.runMs(1000);
  t.is(cluster.node("B").phase, "asking-live");
  t.is(cluster.record.owner, "B.1.1");
  const later = cluster.seen("acknowledged").filter(({ replica, atNs }) => replica === "B.1.1" && atNs > askedNs);
  t.deepEqual(later, []);
  cluster.cut.delete("storage>B");
  cluster.runMs(1000);
  t.is(cluster.seen("live")[0]?.replica, "B.1.1");
  finish(t, cluster);
});

test("21: the MAC address is announced with back-off until a frame for it arrives, and slowly from then on", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.crash("A");
  cluster.runUntil("live", () => cluster.seen("live").length > 0);
  cluster.runMs(1000);
  t.is(cluster.announcements.length, 4);
  cluster.frame(Uint8Array.of(2, 0, 0, 0, 0, 1, 9, 9));
  cluster.runMs(3100);
  t.is(cluster.announcements.length, 4);
  cluster.runMs(9600);
  t.is(cluster.announcements.length, 7);
});

test("21: an owner that has asked the arbiter does not announce until it is answered", (t) => {
  const cluster = new Cluster({ program, hosts: ["A", "B", "C"] });
  cluster.runMs(1000);
  cluster.crash("A");
  cluster.runUntil("protected again", () => cluster.record.backup === "C.1.1");
  cluster.runMs(1000);
  cluster.partition("B", "C");
  cluster.cut.add("B>storage");
  cluster.runUntil("suspicion", () => cluster.node("B").phase === "asking-alone");
  const announcedByB = (): number => cluster.announcements.filter((host) => host === "B").length;
  const before = announcedByB();
  cluster.runMs(8000);
  t.is(cluster.node("B").phase, "asking-alone");
  t.is(announcedByB(), before);
  t.true(cluster.announcements.filter((host) => host === "C").length >= 5);
});

test("20: a write of a primary that lost its ownership is refused, and the primary halts", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.writer = "somebody else";
  cluster.runMs(100);
  t.is(cluster.node("A").phase, "halted");
});

test("25: a tiny log buffer stops the primary, not its keep-alives, and nothing is lost", (t) => {
  const busy: ToyProgram = { instructions: ["clock", "count"], timerNs: null };
  const cluster = new Cluster({ program: busy, tuning: { logBufferBytes: 4096, receiveBufferBytes: 4096 } });
  const backup = cluster.hosts.get("B");
  if (backup) backup.unitsPerSecond = 20_000;
  cluster.runMs(6000);
  t.is(cluster.seen("suspected").length, 0);
  const [a, b] = [cluster.node("A"), cluster.node("B")];
  const lead = (a.machine?.position ?? 0) - (b.machine?.position ?? 0);
  t.true(lead > 0 && lead < 20_000, `primary leads by ${lead} units`);
});

test("13: a guest that sleeps for ever causes no failover", (t) => {
  const cluster = new Cluster({ program: { instructions: ["count", "halt"], timerNs: null } });
  cluster.runMs(6000);
  t.is(cluster.seen("suspected").length, 0);
});

test("11: with a lagging backup, going live drains all that was acknowledged", (t) => {
  const cluster = new Cluster({ program, tuning: { throttleStepPerMille: 0 } });
  cluster.runMs(1000);
  const backup = cluster.hosts.get("B");
  if (backup) backup.unitsPerSecond = 200;
  cluster.runMs(1000);
  cluster.crash("A");
  if (backup) backup.unitsPerSecond = 5000;
  cluster.runMs(6000);
  t.is(cluster.node("B").phase, "primary-alone");
  t.true((cluster.seen("live")[0]?.drainNs ?? 0) > 0);
  finish(t, cluster);
});

/** From the primary's death to its successor's first unit, of a guest that always computes. */
function failoverNs(parts: Parts): number {
  const cluster = new Cluster({
    program: { instructions: ["count", "clock", "store"], timerNs: null },
    parts: { B: parts },
  });
  cluster.runMs(3000);
  const diedNs = cluster.nowNs;
  cluster.crash("A");
  cluster.runUntil("live", () => cluster.seen("live").length > 0);
  return cluster.seen("live")[0]!.atNs - diedNs;
}

test("27: a failover takes detection, the arbiter and draining, and no more, since the backup executed all the time", (t) => {
  const { detectorTimeoutNs, heartbeatIntervalNs, lagMaxNs } = defaultTuning;
  const boundNs = detectorTimeoutNs + heartbeatIntervalNs + lagMaxNs + 10_000_000;
  const tookNs = failoverNs(standardParts);
  t.true(tookNs >= detectorTimeoutNs - heartbeatIntervalNs && tookNs <= boundNs, `took ${tookNs} ns`);
  const replaysThen = { runs: (phase: string) => phase === "draining" };
  const late = failoverNs({ ...standardParts, backupExecution: replaysThen });
  t.true(late > boundNs + 200_000_000, `one that replays all of it only then takes ${late} ns`);
});

test("36: an output's entry is on the wire in the moment it was made; others wait for company", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  const sent = cluster.seen("sent").filter(({ atNs }) => atNs > 10_000_000);
  const made = cluster.seen("produced").filter(({ live, atNs }) => live && atNs > 10_000_000);
  t.true(made.length > 100);
  for (const { entry, atNs } of made) {
    const first = sent.find(({ through }) => through >= (entry ?? Infinity));
    if (first) t.is(first.atNs, atNs, `entry ${entry}`);
  }
  const quiet = new Cluster({ program: { instructions: ["count", "clock", "store"], timerNs: null } });
  quiet.runMs(500);
  const batches = quiet.seen("logged");
  const entries = batches.reduce((sum, { first, through }) => sum + through - first + 1, 0);
  t.true(entries > 50 * batches.length, `${entries} entries in ${batches.length} batches`);
});

test("39: guest time goes on from where the log left it", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(1000);
  cluster.crash("A");
  cluster.runMs(4000);
  const live = cluster.seen("live")[0];
  t.true((live?.atNs ?? 0) > 2_900_000_000);
  const next = cluster.node("B").machine?.nextTimerNs() ?? 0;
  // It was away for two seconds, and does not know.
  t.true(next > 1_500_000_000 && next < 3_500_000_000, `next tick at ${next}`);
});

test("40: a backup that differs says so, never goes live, and the primary goes on alone", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  cluster.node("B").machine?.writePage(3, new Uint8Array(4096).fill(7));
  cluster.runMs(1000);
  t.is(cluster.seen("diverged").length, 1);
  t.is(cluster.seen("halted")[0]?.replica, "B.1.1");
  t.is(cluster.seen("suspected")[0]?.path, "report");
  t.is(cluster.record.backup, "B.1.2");
});

testProp(
  "a crash of either at any time loses nothing",
  [fc.integer({ min: 1, max: 300_000 }), fc.constantFrom("A", "B"), fc.integer({ min: 100, max: 4000 })],
  (t, crashUs, victim, delayUs) => {
    const cluster = new Cluster({ program });
    cluster.delayNs = delayUs * 1000;
    cluster.runMs(crashUs / 1000);
    cluster.crash(victim);
    cluster.runMs(3500);
    finish(t, cluster);
  },
  { numRuns: 10 },
);

test("saved and restored at any event, all goes on as before", (t) => {
  const run = (options: ClusterOptions, restoring: boolean): unknown => {
    const cluster = new Cluster(options);
    for (let ms = 0; ms < 3500; ms += 1) {
      cluster.runMs(1);
      if (ms === 700) cluster.crash("A");
      if (restoring && ms % 7 === 0) cluster.saveAndRestore();
    }
    return cluster.observed;
  };
  t.deepEqual(run({ program }, true), run({ program }, false));
});

test("mutants: a broken output gate, drain or detector shows", (t) => {
  const waitsForNothing = { ...standardParts.outputGate, acknowledged: () => Infinity };
  const parts = { ...standardParts, outputGate: waitsForNothing };
  const cluster = new Cluster({ program, parts: { A: parts } });
  cluster.runMs(100);
  const early = cluster.seen("released").filter(({ heldNs }) => heldNs === 0);
  t.true(early.length > 0);
});
