import { deserialize, serialize } from "node:v8";
import { fc, testProp } from "@fast-check/ava";
import test from "ava";
import { faultKinds } from "./faults/index.ts";
import type { Fault } from "./faults/fault.ts";
import { firstDifference } from "./kernel/plain.ts";
import { stubNodes, stubSetup, stubTopology } from "./stub-node.test-helper.ts";
import type { TraceEvent } from "./trace.ts";
import { World, type WorldSnapshot } from "./world.ts";

const untilNs = 4_000_000_000;

const anySchedule: fc.Arbitrary<Fault[]> = fc.array(
  fc.constantFrom(...faultKinds.values()).chain((kind) => kind.arbitrary(stubTopology, untilNs, "unbounded")),
  { maxLength: 6 },
);

function finish(world: World): string {
  world.run();
  return world.traceHash;
}

test("clients are served, and served again after the primary has died", (t) => {
  const trace: TraceEvent[] = [];
  const world = new World(stubSetup({ schedule: [{ kind: "crash", at: 1_000_000_000, target: "primary" }] }));
  world.observe((event) => trace.push(event));
  world.run();
  t.is(world.ended, "done");
  t.is(world.volumes[0].record.owner, "B.1.1");
  const answered = trace.filter((event) => event.kind === "response");
  t.true(answered.some((event) => event.atNs < 1_000_000_000));
  t.true(answered.some((event) => event.atNs > 4_000_000_000));
  const invoked = trace.filter((event) => event.kind === "invoke").length;
  t.is(answered.length, invoked);
});

test("every event is numbered and no time runs backwards", (t) => {
  let seq = 0;
  let atNs = 0;
  const world = new World(stubSetup());
  world.observe((event) => {
    if (event.seq !== seq || event.atNs < atNs) t.fail(`event ${event.seq} at ${event.atNs} after ${seq} at ${atNs}`);
    seq++;
    ({ atNs } = event);
  });
  world.run();
  t.true(seq > 1000);
});

testProp(
  "law 1: one seed and one schedule fix the run, watched or not",
  [fc.string(), anySchedule],
  (t, seed, schedule) => {
    const watched = new World(stubSetup({ seed, schedule }));
    watched.observe(() => {});
    t.is(finish(watched), finish(new World(stubSetup({ seed, schedule }))));
  },
  { numRuns: 10 },
);

test("another seed is another run", (t) => {
  t.not(finish(new World(stubSetup({ seed: "1" }))), finish(new World(stubSetup({ seed: "2" }))));
});

testProp(
  "law 4: a fork at any event, and a world restored from bytes, go on as the original",
  [anySchedule, fc.array(fc.integer({ min: 1, max: 9000 }), { minLength: 1, maxLength: 3 })],
  (t, schedule, cuts) => {
    const setup = stubSetup({ schedule });
    const original = new World(setup);
    const others: World[] = [];
    for (let step = 1; original.step(); step++) {
      if (!cuts.includes(step)) continue;
      const snapshot = original.snapshot();
      const fork = original.fork();
      t.is(firstDifference(snapshot, fork.snapshot()), null);
      others.push(fork, new World(setup, deserialize(serialize(snapshot)) as WorldSnapshot));
    }
    t.is(original.ended, "done");
    for (const other of others) {
      t.is(finish(other), original.traceHash);
      t.is(firstDifference(other.snapshot(), original.snapshot()), null);
    }
  },
  { numRuns: 10 },
);

test("law 4 holds for a stream that one end has forgotten", (t) => {
  const setup = stubSetup({ schedule: [{ kind: "stream-half-open", at: 1_000_000, target: "backup>primary" }] });
  const original = new World(setup);
  while (original.nowNs < 500_000_000) original.step();
  const fork = original.fork();
  t.is(finish(fork), finish(original));
});

test("a fork shares nothing that the original changes", (t) => {
  const original = new World(stubSetup());
  for (let i = 0; i < 3000; i++) original.step();
  const fork = original.fork();
  const before = serialize(fork.snapshot());
  original.run();
  t.is(firstDifference(fork.snapshot(), deserialize(before)), null);
});

test("a run that does not end is stuck, not hung", (t) => {
  const world = new World(stubSetup({ eventLimit: 500 }));
  world.run();
  t.is(world.ended, "event-limit");
  t.is(world.eventCount, 500);
});

test("a frame from one VM to another on its host reaches it there, and no frame reaches its sender", (t) => {
  const [vm] = stubTopology.vms;
  const other = { ...vm, name: "other", machine: { ...vm.machine, macAddress: "020000000003" } };
  const world = new World(
    stubSetup({ topology: { ...stubTopology, vms: [vm, other] }, nodes: [stubNodes, stubNodes] }),
  );
  while (world.nowNs < 1_000_000_000) world.step();
  const heard = new Map<number, number>();
  for (const [index, { node }] of world.seats.entries()) {
    const handle = node!.handle.bind(node);
    node!.handle = (time, input) => {
      if (input.kind === "frame" && input.bytes[20] === 0x77) heard.set(index, (heard.get(index) ?? 0) + 1);
      return handle(time, input);
    };
  }
  const frame = (to: readonly number[]) =>
    Uint8Array.of(...to, 2, 0, 0, 0, 0, 2, ...Array.from({ length: 48 }, () => 0x77));
  const hosts = stubTopology.hosts.length;
  world.sendFrame(0, frame([2, 0, 0, 0, 0, 3]));
  while (world.nowNs < 1_500_000_000) world.step();
  t.is(heard.get(hosts), 1);
  heard.clear();
  world.sendFrame(0, frame([255, 255, 255, 255, 255, 255]));
  while (world.nowNs < 2_000_000_000) world.step();
  // Both VMs on every other host, and the other one on this.
  t.deepEqual(
    [...heard.keys()].toSorted((a, b) => a - b),
    [...Array(2 * hosts).keys()].slice(1),
  );
});
