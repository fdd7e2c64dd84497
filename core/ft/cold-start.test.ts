/** Cold start after the loss of everything (DESIGN 6; paper 4.1 for disks that are not shared). */
import test from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import { Cluster, type ClusterOptions } from "./cluster.test-helper.ts";

const program: ToyProgram = { instructions: ["count", "write", "frame", "clock", "halt"], timerNs: 10_000_000 };
const hosts = ["A", "B", "C"];

/** Both replicas die; A and B come back knowing nothing. */
function lost(options: Partial<ClusterOptions> = {}): Cluster {
  const cluster = new Cluster({ program, hosts, ...options });
  cluster.runMs(300);
  cluster.crash("A");
  cluster.crash("B");
  cluster.runMs(3000);
  cluster.boot("A");
  return cluster;
}

function coldStart(cluster: Cluster, host: string, vouched: readonly string[] = []): void {
  const boots = Object.fromEntries([...cluster.hosts].map(([name, { boot }]) => [name, boot]));
  cluster.give(host, { kind: "cold-start", record: cluster.record, boots, vouched });
  cluster.runMs(2000);
}

test("a replica that may be alive forbids a cold start; silence proves nothing", (t) => {
  const cluster = lost();
  coldStart(cluster, "C");
  t.is(cluster.node("C").phase, "spare");
  t.regex(cluster.seen("refused-cold-start")[0]?.reason ?? "", /B\.1\.1/);
});

test("known dead by a later boot, or an operator's word: the next generation begins, and is protected", (t) => {
  const cluster = lost();
  coldStart(cluster, "C", ["B.1.1"]);
  t.is(cluster.record.generation, 2);
  t.is(cluster.record.owner, "C.1.1");
  t.is(cluster.writer, "C.1.1");
  t.is(cluster.node("C").phase, "primary-protected");
  t.true(cluster.announcements.includes("C"), "the network knows the VM from elsewhere");
});

test("a host without room refuses a cold start: the record stays as it was, and another host may", (t) => {
  const cluster = lost();
  cluster.full.add("C");
  coldStart(cluster, "C", ["B.1.1"]);
  t.is(cluster.node("C").phase, "spare");
  t.is(cluster.record.generation, 1);
  t.regex(cluster.seen("refused-cold-start")[0]?.reason ?? "", /no memory/);
  coldStart(cluster, "A", ["B.1.1"]);
  t.is(cluster.record.owner, "A.2.1");
});

test("a backup without room at first power on stays a spare, and is replaced", (t) => {
  const cluster = new Cluster({ program, hosts, full: ["B"] });
  cluster.runMs(4000);
  t.is(cluster.record.backup, "C.1.1");
  t.is(cluster.node("A").phase, "primary-protected");
});

test("two cold starts at once: one wins, the other stays spare", (t) => {
  const cluster = lost();
  cluster.boot("B");
  const boots = { A: 2, B: 2, C: 1 };
  for (const host of ["B", "C"]) cluster.give(host, { kind: "cold-start", record: cluster.record, boots, vouched: [] });
  cluster.runMs(50);
  const owners = hosts.filter((host) => cluster.node(host).phase.startsWith("primary"));
  t.is(owners.length, 1);
  t.is(cluster.seen("live").length, 1);
});

test("37: without shared disks only the last owner's copy may boot", (t) => {
  const cluster = lost({ config: { disks: "non-shared" } });
  cluster.boot("B");
  coldStart(cluster, "B");
  t.is(cluster.node("B").phase, "spare");
  coldStart(cluster, "A");
  t.is(cluster.record.owner, "A.2.1");
});

test("a VM that was powered off may start anywhere", (t) => {
  const cluster = new Cluster({ program, hosts });
  cluster.runMs(300);
  cluster.give("A", { kind: "control", operation: { type: "power-off" } });
  cluster.runMs(500);
  coldStart(cluster, "B");
  t.is(cluster.record.owner, "B.1.2");
  t.is(cluster.record.state, "running");
});
