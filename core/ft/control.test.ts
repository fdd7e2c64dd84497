/** Control operations travel in the log (paper 3.3). */
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import { Cluster } from "./cluster.test-helper.ts";
import { digestsAgree, nothingIsLost } from "./history.test-helper.ts";

const program: ToyProgram = {
  instructions: ["count", "clock", "store", "frame", "count", "write", "console", "clock", "read", "halt"],
  timerNs: 10_000_000,
};

/** The first that a node opens. */
const FIRST_STREAM = 1;

test("28: powered off, both replicas end without a failover, and the record says so", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  cluster.give("A", { kind: "control", operation: { type: "power-off" } });
  cluster.runMs(5000);
  t.deepEqual(
    ["A", "B"].map((name) => cluster.node(name).phase),
    ["off", "off"],
  );
  t.is(cluster.record.state, "off");
  t.is(cluster.seen("suspected").length, 0);
  nothingIsLost(t, cluster);
  const produced = cluster.seen("produced").filter(({ live }) => live);
  t.is(produced.length, cluster.seen("released").length);
});

test("17, 28: a backup that has asked to have the VM off acknowledges no more, nor by a hello", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  cluster.delayNs = 20_000_000;
  cluster.give("A", { kind: "control", operation: { type: "power-off" } });
  cluster.runUntil("B has asked", () => cluster.node("B").phase === "asking-off");
  const acknowledged = cluster.seen("acknowledged").length;
  // The stream that it had asked for before comes about only now.
  cluster.give("B", { kind: "stream-open", stream: FIRST_STREAM, peer: "A", purpose: "log" });
  t.is(cluster.node("B").phase, "asking-off");
  t.is(cluster.seen("acknowledged").length, acknowledged);
  cluster.runMs(1000);
  t.is(cluster.record.state, "off");
});

testProp(
  "28: a crash of either around a power-off ends in power-off all the same",
  [fc.integer({ min: 0, max: 12_000 }), fc.constantFrom("A", "B"), fc.integer({ min: 100, max: 2000 })],
  (t, crashUs, victim, delayUs) => {
    const cluster = new Cluster({ program, tuning: { detectorTimeoutNs: 300_000_000 } });
    cluster.delayNs = delayUs * 1000;
    cluster.runMs(150);
    cluster.give("A", { kind: "control", operation: { type: "power-off" } });
    cluster.runMs(crashUs / 1000);
    cluster.crash(victim);
    cluster.runMs(2000);
    const survivor = cluster.node(victim === "A" ? "B" : "A");
    // Either the order was in the log and is obeyed, or it was lost with the primary.
    if (cluster.seen("powered-off").length > 0) {
      t.is(cluster.record.state, "off");
      t.is(survivor.phase, "off");
    } else {
      t.is(survivor.phase, "primary-alone");
      t.is(victim, "A");
    }
    nothingIsLost(t, cluster);
  },
  { numRuns: 40 },
);

test("28: a reset lands at the same position on both sides", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  cluster.give("A", { kind: "control", operation: { type: "reset" } });
  cluster.runMs(1000);
  t.is(cluster.seen("diverged").length, 0);
  digestsAgree(t, cluster);
});

test("28: a change of the CPU share reaches both hosts", (t) => {
  const cluster = new Cluster({ program });
  cluster.runMs(500);
  cluster.give("A", { kind: "control", operation: { type: "cpu-share", perMille: 400 } });
  cluster.runMs(1000);
  t.deepEqual(
    [...cluster.hosts.values()].map(({ sharePerMille }) => sharePerMille),
    [400, 400],
  );
});

for (const strategy of ["replay", "checkpoint"] as const) {
  test(`28: the CPU share goes with the VM, to who goes live and to each new backup (${strategy})`, (t) => {
    const cluster = new Cluster({ program, hosts: ["A", "B", "C"], config: { strategy } });
    const sharesOf = (...names: string[]) => names.map((name) => cluster.hosts.get(name)?.sharePerMille);
    cluster.runMs(500);
    cluster.give("A", { kind: "control", operation: { type: "cpu-share", perMille: 400 } });
    cluster.runMs(1000);
    cluster.crash("A");
    cluster.runMs(10_000);
    t.is(cluster.record.owner, "B.1.1");
    t.is(cluster.record.backup?.[0], "C");
    t.deepEqual(sharesOf("B", "C"), [400, 400]);
  });
}

test("28: what the throttle takes is taken of the operator's share, also by who went live since", (t) => {
  const busy: ToyProgram = { instructions: ["count", "count", "store", "count", "clock"], timerNs: null };
  const cluster = new Cluster({ program: busy, hosts: ["A", "B", "C"] });
  cluster.runMs(500);
  cluster.give("A", { kind: "control", operation: { type: "cpu-share", perMille: 400 } });
  cluster.runMs(1000);
  cluster.crash("A");
  cluster.runMs(10_000);
  const [owner, backup] = [cluster.hosts.get("B")!, cluster.hosts.get("C")!];
  const { unitsPerSecond } = backup;
  backup.unitsPerSecond = unitsPerSecond / 2;
  cluster.runMs(3000);
  t.true(cluster.seen("lag").at(-1)!.sharePerMille < 1000);
  t.true(owner.sharePerMille < 400, `${owner.sharePerMille}`);
  backup.unitsPerSecond = 2 * unitsPerSecond;
  cluster.runMs(5000);
  t.is(cluster.seen("lag").at(-1)!.sharePerMille, 1000);
  t.is(owner.sharePerMille, 400);
});

test("28, 30: a primary stopped at the cut of its move takes no orders: an entry of theirs would be the destination's, too", (t) => {
  for (const type of ["reset", "cpu-share"] as const) {
    const cluster = new Cluster({ program, hosts: ["A", "B", "C"] });
    cluster.runMs(500);
    cluster.give("A", { kind: "move", which: "primary", to: "C" });
    cluster.runUntil("cut", () => cluster.seen("vmotion").some(({ step }) => step === "cut"));
    cluster.give("A", {
      kind: "control",
      operation: type === "reset" ? { type } : { type, perMille: 400 },
    });
    cluster.runMs(3000);
    t.is(cluster.record.owner, "C.1.1");
    t.is(cluster.seen("diverged").length, 0, type);
    t.is(cluster.record.backup, "B.1.1");
    digestsAgree(t, cluster);
  }
});
