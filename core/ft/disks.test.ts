/** Disks: shared and not, reads by the backup itself (paper 4.1, 4.2), order of what overlaps (3.4). */
import { fc, testProp } from "@fast-check/ava";
import test, { type ExecutionContext } from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import { Cluster, type ClusterOptions } from "./cluster.test-helper.ts";
import { digestsAgree, nothingIsLost, oneLives } from "./history.test-helper.ts";
import { standardParts } from "./parts.ts";

const program: ToyProgram = {
  instructions: ["count", "clock", "write", "frame", "read", "count", "write", "console", "clock", "read", "halt"],
  timerNs: 10_000_000,
};
const hosts = ["A", "B", "C"];
const tuning = { detectorTimeoutNs: 300_000_000, vmotionTimeoutNs: 300_000_000 };

function allIsWell(t: ExecutionContext, cluster: Cluster): void {
  oneLives(t, cluster);
  nothingIsLost(t, cluster);
  digestsAgree(t, cluster);
  t.is(cluster.seen("diverged").length, 0);
}

/** Stops the guest where all is written, and compares the copies. */
function copiesAgree(t: ExecutionContext, cluster: Cluster): void {
  const { owner, backup } = cluster.record;
  t.truthy(backup);
  cluster.give(owner?.[0] ?? "", { kind: "control", operation: { type: "power-off" } });
  cluster.runMs(500);
  t.is(cluster.record.state, "off");
  const [mine, theirs] = [owner, backup].map((replica) => {
    const written = [...cluster.diskOf(replica?.[0] ?? "")].filter(([, bytes]) => /[1-9]/.test(bytes));
    return written.toSorted((a, b) => a[0] - b[0]);
  });
  t.true((mine ?? []).length > 0);
  t.deepEqual(mine, theirs);
}

const ownDisks: ClusterOptions = { program, hosts, tuning, config: { disks: "non-shared" } };

test("37: with a disk of its own the backup carries out the writes, and they wait for nobody", (t) => {
  const cluster = new Cluster(ownDisks);
  cluster.runMs(300);
  t.true(cluster.seen("released").every(({ device }) => device !== "disk"));
  allIsWell(t, cluster);
  copiesAgree(t, cluster);
});

test("37: a new backup gets a copy of the survivor's disk while the guest writes", (t) => {
  const cluster = new Cluster(ownDisks);
  cluster.runMs(300);
  cluster.crash("A");
  cluster.runMs(1500);
  t.is(cluster.record.backup, "C.1.1");
  allIsWell(t, cluster);
  copiesAgree(t, cluster);
});

test("37: a write that fails while the disk is copied is on neither copy", (t) => {
  const cluster = new Cluster(ownDisks);
  cluster.runMs(300);
  cluster.crash("A");
  cluster.runUntil("the copy begins", () => cluster.seen("vmotion").length > 0);
  cluster.failingWrites.add("B");
  cluster.runMs(1500);
  t.is(cluster.record.backup, "C.1.1");
  t.true(cluster.seen("disk-completed").some(({ replica, ok }) => replica === "B.1.1" && !ok));
  allIsWell(t, cluster);
  copiesAgree(t, cluster);
});

test("37: without re-synchronisation the copies differ", (t) => {
  const vmotion = { ...standardParts.vmotion, copiesDisk: () => false };
  const cluster = new Cluster({ ...ownDisks, parts: { B: { ...standardParts, vmotion } } });
  cluster.runMs(300);
  cluster.diskOf("B").set(6, "7");
  cluster.crash("A");
  cluster.runMs(1500);
  t.is(cluster.diskOf("C").get(6), undefined);
});

/** A backup is dropped while its disk is late with what it was given, and its host gets the next one. */
function copiedAfterDropped(ownDisk = standardParts.ownDisk): Cluster {
  const cluster = new Cluster({ ...ownDisks, hosts: ["A", "B"], parts: { B: { ...standardParts, ownDisk } } });
  cluster.runMs(300);
  cluster.slowDisks.set("B", 1_000_000_000);
  cluster.runMs(20);
  cluster.slowDisks.clear();
  cluster.cut.add("B>A heartbeat");
  cluster.runUntil("alone", () => cluster.record.backup === null);
  cluster.cut.clear();
  cluster.runUntil("copied", () => cluster.record.backup !== null);
  return cluster;
}

/** The copy's first write, and the last one of the attempt before, as they landed. */
function copyAndFormer({ writes, record }: Cluster): readonly [number, number] {
  const byCopy = writes.findIndex(({ by }) => by === record.backup);
  const byFormer = writes.findLastIndex(({ by }) => by === "B.1.1");
  return [byCopy, byFormer];
}

test("37: a host's disk is copied anew once it is done with the former attempt", (t) => {
  const cluster = copiedAfterDropped();
  cluster.runMs(1500);
  const [copy, former] = copyAndFormer(cluster);
  t.true(copy > former && former > 0);
  allIsWell(t, cluster);
  copiesAgree(t, cluster);
});

test("37: else a late write of the former attempt lands over the copy", (t) => {
  const cluster = copiedAfterDropped({ ...standardParts.ownDisk, mayUse: () => true });
  cluster.runMs(1500);
  const [copy, former] = copyAndFormer(cluster);
  t.true(former > copy && copy > 0);
});

/** Of the writes that the winner's log says are complete, those that its own disk has not done when it goes live. */
function missingAtGoLive(goLive: Partial<typeof standardParts.goLive>): readonly number[] {
  const parts = { B: { ...standardParts, goLive: { ...standardParts.goLive, ...goLive } } };
  const cluster = new Cluster({ ...ownDisks, parts });
  cluster.slowDisks.set("B", 60_000_000);
  cluster.runMs(300);
  cluster.crash("A");
  cluster.runUntil("live", () => cluster.seen("live").length > 0);
  const done = new Set(cluster.writes.filter(({ by }) => by === "B.1.1").map(({ operation }) => operation));
  const complete = cluster.seen("disk-completed").filter(({ replica }) => replica === "B.1.1");
  const writes = new Set(cluster.writes.map(({ operation }) => operation));
  return complete.map(({ operation }) => operation).filter((number) => writes.has(number) && !done.has(number));
}

test("37: a winner goes live when its own disk has all that the log says is complete", (t) => {
  t.deepEqual(missingAtGoLive({}), []);
  t.not(missingAtGoLive({ diskIsCurrent: () => true }).length, 0);
});

const readsItself: ClusterOptions = { program, hosts, tuning, config: { backupReads: true } };

test("38: a backup that reads for itself gets no data by the log and comes to the same", (t) => {
  const cluster = new Cluster(readsItself);
  cluster.runMs(500);
  const reads = cluster.seen("disk-issued").filter(({ type, replica }) => type === "read" && replica === "B.1.1");
  t.true(reads.length > 10);
  allIsWell(t, cluster);
});

test("38: a write waits for a slow backup's read of what it overwrites", (t) => {
  const cluster = new Cluster(readsItself);
  cluster.slowDisks.set("B", 7_000_000);
  cluster.runMs(1000);
  allIsWell(t, cluster);
});

test("38: else the backup reads what a later write left, and says that it differs", (t) => {
  const backupReads = { ...standardParts.backupReads, holdsUp: () => false };
  const cluster = new Cluster({ ...readsItself, parts: { A: { ...standardParts, backupReads } } });
  cluster.slowDisks.set("B", 7_000_000);
  cluster.runMs(1000);
  t.true(cluster.seen("diverged").length > 0);
});

test("38: a primary that moves hands on what its backup has yet to read", (t) => {
  const cluster = new Cluster(readsItself);
  cluster.slowDisks.set("B", 7_000_000);
  cluster.runMs(201);
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runMs(1000);
  t.is(cluster.record.owner, "C.1.1");
  allIsWell(t, cluster);
});

test("38: else its backup reads what was written since, and says that it differs", (t) => {
  const backupReads = { ...standardParts.backupReads, underWay: () => [] };
  const cluster = new Cluster({ ...readsItself, parts: { C: { ...standardParts, backupReads } } });
  cluster.slowDisks.set("B", 7_000_000);
  cluster.runMs(201);
  cluster.give("A", { kind: "move", which: "primary", to: "C" });
  cluster.runMs(500);
  t.true(cluster.seen("diverged").length > 0);
});

test("38: a backup whose disk fails for a while tries again", (t) => {
  const cluster = new Cluster(readsItself);
  cluster.runMs(200);
  cluster.failingDisks.add("B");
  cluster.runMs(100);
  cluster.failingDisks.clear();
  cluster.runMs(700);
  t.is(cluster.seen("suspected").length, 0);
  allIsWell(t, cluster);
});

test("38: one whose disk fails for good reports itself and is replaced", (t) => {
  const cluster = new Cluster(readsItself);
  cluster.runMs(200);
  cluster.failingDisks.add("B");
  cluster.runMs(2000);
  t.is(cluster.seen("suspected")[0]?.path, "report");
  t.is(cluster.record.backup, "C.1.1");
  allIsWell(t, cluster);
});

test("38: a read that failed on the primary fails on the backup", (t) => {
  const cluster = new Cluster({ ...readsItself, config: { backupReads: true } });
  cluster.runMs(200);
  cluster.failingDisks.add("A");
  cluster.runMs(100);
  cluster.failingDisks.clear();
  cluster.runMs(500);
  t.true(cluster.seen("disk-completed").some(({ ok }) => !ok));
  allIsWell(t, cluster);
});

testProp(
  "a crash at any time loses nothing, whatever the disks are",
  [
    fc.constantFrom(ownDisks, readsItself, {
      ...ownDisks,
      config: { disks: "non-shared" as const, backupReads: true },
    }),
    fc.integer({ min: 100, max: 60_000 }),
    fc.constantFrom("A", "B"),
    fc.integer({ min: 0, max: 20_000_000 }),
  ],
  (t, options, crashUs, victim, slowNs) => {
    const cluster = new Cluster(options);
    cluster.slowDisks.set("B", slowNs);
    cluster.runMs(100 + crashUs / 1000);
    cluster.crash(victim);
    cluster.runMs(2500);
    allIsWell(t, cluster);
    if (options.config?.disks === "non-shared") copiesAgree(t, cluster);
  },
  { numRuns: 40 },
);

test("saved and restored at any event of a copy of the disk, all goes on as before", (t) => {
  const run = (restoring: boolean): unknown => {
    const cluster = new Cluster({ ...ownDisks, config: { disks: "non-shared", backupReads: true } });
    cluster.runMs(100);
    cluster.crash("B");
    for (let step = 0; step < 1500; step++) {
      cluster.runMs(0.5);
      if (restoring && step > 600) cluster.saveAndRestore();
    }
    return cluster.observed;
  };
  t.deepEqual(run(true), run(false));
});
