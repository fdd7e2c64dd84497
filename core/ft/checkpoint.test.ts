/** The strategy `checkpoint`: an epoch is all or nothing, and carries its outputs and unfinished disk operations. */
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import type { ToyProgram } from "../replay/toy-machine.test-helper.ts";
import type { Checkpoint } from "./checkpoint.ts";
import { Cluster, type ClusterOptions } from "./cluster.test-helper.ts";
import { digestsAgree, nothingIsLost, oneLives } from "./history.test-helper.ts";
import { standardParts } from "./parts.ts";

const program: ToyProgram = {
  instructions: ["count", "clock", "store", "frame", "count", "write", "console", "clock", "read", "halt"],
  timerNs: 10_000_000,
};
const hosts = ["A", "B", "C"];
const options: ClusterOptions = {
  program,
  hosts,
  tuning: { detectorTimeoutNs: 300_000_000, vmotionTimeoutNs: 300_000_000 },
  config: { strategy: "checkpoint" },
};

test("C: the backup stands where the last epoch ended, executes nothing, and is the same", (t) => {
  const cluster = new Cluster(options);
  cluster.runMs(500);
  t.is(cluster.seen("suspected").length, 0);
  t.true(cluster.seen("applied").length > 10);
  t.true(cluster.seen("produced").every(({ replica, live }) => live === (replica === "A.1.1")));
  digestsAgree(t, cluster);
  nothingIsLost(t, cluster);
});

test("C: an output waits for its epoch's acknowledgement", (t) => {
  const cluster = new Cluster(options);
  cluster.runMs(500);
  const heard = cluster.seen("heard-acknowledgement");
  for (const { entry, atNs } of cluster.seen("released")) {
    t.true(heard.some(({ through, atNs: heardNs }) => through >= (entry ?? 0) && heardNs <= atNs));
  }
});

testProp(
  "C: a crash at any step of an epoch loses nothing",
  [fc.integer({ min: 0, max: 30_000 }), fc.constantFrom("A", "B"), fc.integer({ min: 100, max: 3000 })],
  (t, crashUs, victim, delayUs) => {
    const cluster = new Cluster(options);
    cluster.delayNs = delayUs * 1000;
    cluster.runMs(100 + crashUs / 1000);
    cluster.crash(victim);
    cluster.runMs(2000);
    oneLives(t, cluster);
    nothingIsLost(t, cluster);
    t.is(cluster.record.backup?.[0], "C");
    t.is(cluster.seen("diverged").length, 0);
  },
  { numRuns: 30 },
);

test("C: an epoch applied in part is noticed", (t) => {
  const part: Checkpoint = { ...standardParts.checkpoint, applied: ({ state }) => ({ state, pages: [] }) };
  const cluster = new Cluster({ ...options, parts: { B: { ...standardParts, checkpoint: part } } });
  cluster.runMs(500);
  t.true(cluster.seen("diverged").length > 0);
});

test("C: where outputs are not carried, they are lost with the primary", (t) => {
  const forgets = { ...standardParts.checkpoint, carried: ({ disk }: { disk: [] }) => ({ held: [], disk }) };
  const parts = { A: { ...standardParts, checkpoint: forgets as unknown as typeof standardParts.checkpoint } };
  const losses = Array.from({ length: 20 }, (_, ms) => {
    const cluster = new Cluster({ ...options, parts });
    cluster.runMs(100 + 2 * ms);
    cluster.crash("A");
    cluster.runMs(1000);
    const numbers = new Set(cluster.frames.map(({ output }) => output));
    const made = cluster
      .seen("produced")
      .filter(({ device, output }) => device === "frame" && output <= Math.max(...numbers));
    return made.some(({ output }) => !numbers.has(output));
  });
  t.true(losses.includes(true));
});

test("saved and restored at any event, all goes on as before", (t) => {
  const run = (restoring: boolean): unknown => {
    const cluster = new Cluster(options);
    for (let step = 0; step < 700; step++) {
      cluster.runMs(1);
      if (step === 200) cluster.crash("A");
      if (restoring && step % 3 === 0) cluster.saveAndRestore();
    }
    return cluster.observed;
  };
  t.deepEqual(run(true), run(false));
});
