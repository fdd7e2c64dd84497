/** FT VMotion: redundancy comes back, replicas move, and nothing is lost wherever it is interrupted. */
import { fc, testProp } from "@fast-check/ava";
import test, { type ExecutionContext } from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import { Cluster } from "./cluster.test-helper.ts";
import { digestsAgree, nothingIsLost, oneLives } from "./history.test-helper.ts";
import { standardParts } from "./parts.ts";
import { hostOf } from "./record.ts";

const program: ToyProgram = {
  instructions: ["count", "clock", "store", "frame", "count", "write", "console", "clock", "read", "halt"],
  timerNs: 10_000_000,
};
const hosts = ["A", "B", "C"];

function allIsWell(t: ExecutionContext, cluster: Cluster): void {
  oneLives(t, cluster);
  nothingIsLost(t, cluster);
  digestsAgree(t, cluster);
}

test("24: after a failover another host gets a backup, and a second failover loses nothing either", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.crash("A");
  cluster.runMs(3000);
  t.is(cluster.node("B").phase, "primary-protected");
  t.is(cluster.record.backup, "C.1.1");
  t.is(cluster.node("C").phase, "backup");
  cluster.crash("B");
  cluster.runMs(3000);
  t.is(cluster.node("C").phase, "primary-alone");
  t.is(cluster.record.generation, 3);
  allIsWell(t, cluster);
});

test("24: a host that came back holds the next backup, under a name never used before", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  cluster.crash("A");
  cluster.runMs(2500);
  t.is(cluster.node("B").phase, "primary-alone");
  cluster.boot("A");
  cluster.runMs(1500);
  t.is(cluster.record.backup, "A.2.1");
  t.is(cluster.node("B").phase, "primary-protected");
  allIsWell(t, cluster);
});

test("24: a host without room for a clone says so, and another one gets it; later it holds one, too", (t) => {
  const cluster = new Cluster({ program, hosts, backup: null });
  cluster.full.add("B");
  cluster.runMs(1500);
  t.deepEqual(
    cluster.seen("no-memory").map(({ replica }) => hostOf(replica)),
    ["B"],
  );
  t.is(cluster.node("B").phase, "spare");
  t.is(cluster.record.backup, "C.1.1");
  cluster.full.clear();
  cluster.crash("C");
  cluster.runMs(4000);
  t.is(cluster.record.backup, "B.1.1");
  allIsWell(t, cluster);
});

test("24: the only other host has no room: it is asked again, and again, and holds the backup once it has", (t) => {
  const cluster = new Cluster({ program, backup: null });
  cluster.full.add("B");
  cluster.runMs(3000);
  const refusals = cluster.seen("no-memory").length;
  t.true(refusals >= 4 && refusals <= 8, `asked ${refusals} times in three seconds`);
  t.is(cluster.node("A").phase, "primary-alone");
  cluster.full.clear();
  cluster.runMs(1000);
  t.is(cluster.node("A").phase, "primary-protected");
  allIsWell(t, cluster);
});

test("30: the destination of a move has no room: nobody moves, and nobody stops for it", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.full.add("C");
  cluster.runMs(500);
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runMs(1000);
  t.is(cluster.record.version, 1);
  t.is(cluster.node("A").phase, "primary-protected");
  cluster.runMs(3000);
  t.is(cluster.seen("suspected").length, 0);
  allIsWell(t, cluster);
});

test("23: the clone stands exactly where its source was cut", (t) => {
  const cluster = new Cluster({ program, hosts, backup: null });
  cluster.runMs(1200);
  const [cut] = cluster.seen("vmotion").filter(({ step }) => step === "cut");
  t.truthy(cut);
  const digests = cluster.seen("digest").filter(({ replica }) => replica === cut?.to);
  t.true(digests.length > 1);
  digestsAgree(t, cluster);
  t.true(cluster.seen("vmotion").every(({ stopNs }) => stopNs < 1_000_000_000));
});

test("23: a dirty page lost on the way is noticed at the cut, and the clone is not armed", (t) => {
  const loses = { ...standardParts.vmotion, pagesOfRound: (written: readonly number[]) => written.slice(1) };
  const storing: ToyProgram = { instructions: ["store", "count", "store"], timerNs: null };
  const parts = { A: { ...standardParts, vmotion: loses } };
  const cluster = new Cluster({ program: storing, hosts, backup: null, parts });
  cluster.runMs(1000);
  t.true(cluster.seen("diverged").length > 0);
  t.is(cluster.record.backup, null);
});

test("30: the primary moves: its destination owns the next generation, the backup follows it", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runMs(1000);
  t.is(cluster.record.owner, "C.1.1");
  t.is(cluster.record.backup, "B.1.1");
  t.is(cluster.record.generation, 2);
  t.is(cluster.node("A").phase, "halted");
  t.is(cluster.node("C").phase, "primary-protected");
  cluster.runMs(3000);
  t.is(cluster.seen("suspected").length, 0);
  allIsWell(t, cluster);
});

test("31: the backup moves while the guest always writes", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.give("A", { kind: "move", which: "backup", to: "C" });
  cluster.runMs(1000);
  t.is(cluster.record.backup, "C.1.1");
  t.is(cluster.record.generation, 1);
  t.is(cluster.node("C").phase, "backup");
  cluster.runMs(3000);
  t.is(cluster.node("B").phase, "halted");
  cluster.crash("A");
  cluster.runMs(3000);
  t.is(cluster.record.owner, "C.1.1");
  t.is(cluster.record.backup, "B.1.2");
  allIsWell(t, cluster);
});

test("19: the reply to an arming is lost: the same request is asked again, and outputs flow again", (t) => {
  const cluster = new Cluster({ program, hosts, backup: null });
  cluster.cut.add("storage>A");
  cluster.runMs(1000);
  t.is(cluster.node("A").phase, "asking-arm");
  t.is(cluster.record.backup, "B.1.1");
  cluster.cut.clear();
  cluster.runMs(1000);
  t.is(cluster.node("A").phase, "primary-protected");
  t.is(cluster.record.version, 2);
  allIsWell(t, cluster);
});

test("19: the source dies after its arming landed, before the clone heard: the clone reads the record and goes live", (t) => {
  const cluster = new Cluster({ program, hosts: ["A", "B"], backup: null });
  cluster.runUntil("armed", () => cluster.record.backup !== null);
  cluster.crash("A");
  cluster.runMs(4000);
  t.is(cluster.record.owner, "B.1.1");
  allIsWell(t, cluster);
});

test("30: the source of a move dies after asking: the destination acts", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runUntil("moved in the record", () => cluster.record.owner === "C.1.1");
  cluster.crash("A");
  cluster.runMs(4000);
  t.is(cluster.node("C").phase, "primary-protected");
  allIsWell(t, cluster);
});

test("30: the destination of a move dies before the source asked: the source acts again", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runUntil("the destination joins", () => cluster.node("C").phase === "joining");
  cluster.crash("C");
  cluster.runMs(4000);
  t.is(cluster.node("A").phase, "primary-protected");
  t.is(cluster.record.version, 1);
  allIsWell(t, cluster);
});

test("29: nobody is moved to a host that holds a replica", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(200);
  cluster.give("A", { kind: "move", which: "backup", to: "A" });
  cluster.give("A", { kind: "move", which: "primary", to: "B" });
  cluster.runMs(500);
  t.is(cluster.record.version, 1);
});

/** Whoever dies during a move, one replica of the record survives and all it made gets out. */
const moves = fc.record({
  which: fc.constantFrom("primary" as const, "backup" as const),
  delayUs: fc.integer({ min: 50, max: 3000 }),
  crashUs: fc.integer({ min: 0, max: 30_000 }),
  victim: fc.constantFrom(...hosts),
});
testProp(
  "a crash of anyone at any time during a move loses nothing",
  [moves],
  (t, { which, delayUs, crashUs, victim }) => {
    const cluster = new Cluster({
      program,
      hosts,
      tuning: { detectorTimeoutNs: 300_000_000, vmotionTimeoutNs: 300_000_000 },
    });
    cluster.delayNs = delayUs * 1000;
    cluster.runMs(100);
    cluster.give("A", { kind: "move", which, to: "C" });
    cluster.runMs(crashUs / 1000);
    cluster.crash(victim);
    cluster.runMs(2000);
    allIsWell(t, cluster);
    t.not(cluster.record.backup, null);
  },
  { numRuns: 60 },
);

testProp(
  "24: whoever dies while a host is made the next backup, what is left is protected again, and nothing is lost",
  [fc.integer({ min: 0, max: 20_000 }), fc.integer({ min: 50, max: 3000 }), fc.constantFrom("C", "D")],
  (t, crashUs, delayUs, victim) => {
    const cluster = new Cluster({
      program,
      hosts: ["A", "B", "C", "D"],
      tuning: { detectorTimeoutNs: 300_000_000, vmotionTimeoutNs: 300_000_000 },
    });
    cluster.delayNs = delayUs * 1000;
    cluster.runMs(100);
    cluster.crash("B");
    cluster.runUntil("a clone is on its way", () => cluster.node("C").phase !== "spare");
    cluster.runMs(crashUs / 1000);
    cluster.crash(victim);
    cluster.runMs(2500);
    allIsWell(t, cluster);
    t.is(cluster.record.backup, victim === "C" ? "D.1.1" : "C.1.1");
  },
  { numRuns: 12 },
);

test("30: the reply to the commit of a move is lost, and its source dies: the destination acts, and the backup is its own", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.cut.add("storage>A");
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runUntil("moved in the record", () => cluster.record.owner === "C.1.1");
  cluster.runMs(100);
  t.is(cluster.node("A").phase, "asking-move");
  t.is(cluster.node("C").phase, "primary-protected");
  const releasedByA = cluster.seen("released").filter(({ replica }) => replica === "A.1.1").length;
  cluster.crash("A");
  cluster.runMs(1000);
  t.is(cluster.seen("released").filter(({ replica }) => replica === "A.1.1").length, releasedByA);
  t.is(cluster.record.backup, "B.1.1");
  allIsWell(t, cluster);
});

test("31: the reply to a move of the backup is lost: nothing leaves that the old backup has not, and the new one is asked for until answered", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(500);
  cluster.cut.add("storage>A");
  cluster.give("A", { kind: "move", which: "backup", to: "C" });
  cluster.runUntil("moved in the record", () => cluster.record.backup === "C.1.1");
  cluster.cut.add("B>A stream");
  cluster.runMs(5);
  const before = cluster.seen("released").length;
  cluster.runMs(100);
  t.is(cluster.seen("released").length, before);
  cluster.cut.clear();
  cluster.runMs(1000);
  t.is(cluster.node("A").phase, "primary-protected");
  t.true(cluster.seen("released").length > before);
  allIsWell(t, cluster);
});

test("saved and restored at any event of a move and an arming, all goes on as before", (t) => {
  const run = (restoring: boolean): unknown => {
    const cluster = new Cluster({ program, hosts });
    cluster.runMs(50);
    cluster.give("A", { kind: "move", which: "primary", to: "C" });
    for (let step = 0; step < 600; step++) {
      cluster.runMs(0.25);
      if (step === 300) cluster.give("C", { kind: "move", which: "backup", to: "A" });
      if (restoring) cluster.saveAndRestore();
    }
    return cluster.observed;
  };
  t.deepEqual(run(true), run(false));
});
