import { fc } from "@fast-check/ava";
import test from "ava";
import { firstDifference } from "../sim/kernel/plain.ts";
import { checkSchedule } from "../sim/faults/schedule.ts";
import type { Fault } from "../sim/faults/fault.ts";
import type { TraceEvent } from "../sim/trace.ts";
import type { World } from "../sim/world.ts";
import { createEnvironment } from "./environment.ts";
import { failoverKv } from "./failover-kv.ts";
import { settingsOf } from "./index.ts";
import { createWorld } from "./run.ts";

const environment = await createEnvironment();
const settings = settingsOf(failoverKv);
const topology = failoverKv.topology(settings);

function worldOf(seed: number, schedule: readonly Fault[]): World {
  return createWorld({ scenario: failoverKv, settings, seed, schedule }, environment);
}

function scheduleOf(seed: number, regime: "bounded" | "unbounded" = "bounded"): readonly Fault[] {
  return fc.sample(failoverKv.schedule(settings, regime), { seed, numRuns: 1 })[0];
}

function finish(world: World): string {
  world.run();
  world.discard();
  return world.traceHash;
}

for (const seed of [1, 2, 3, 4, 5]) {
  test(`seed ${seed}: the primary dies, a client notices a pause and nothing else`, (t) => {
    const trace: TraceEvent[] = [];
    const world = worldOf(seed, scheduleOf(seed));
    world.observe((event) => trace.push(event));
    world.run();
    world.discard();
    t.is(world.ended, "done");
    t.true(trace.some((event) => event.kind === "host" && event.state === "down"));
    t.true(world.volumes[0].record.generation > 1);
    const invoked = trace.filter((event) => event.kind === "invoke");
    const answered = trace.filter((event) => event.kind === "response");
    t.true(invoked.length > 50);
    t.is(answered.length, invoked.length);
    t.true(answered.every((event, i) => i === 0 || event.guestTicks! >= answered[i - 1].guestTicks!));
  });
}

test("chance makes valid schedules in every regime, and each kills the primary at least once", (t) => {
  for (const regime of ["bounded", "unbounded", "corrupting"] as const) {
    for (const schedule of fc.sample(failoverKv.schedule(settings, regime), { seed: 1, numRuns: 100 })) {
      t.deepEqual(checkSchedule(schedule, topology), schedule);
      t.true(schedule.some(({ kind, target }) => kind === "crash" && ["primary", "A"].includes(target)));
    }
  }
});

test("law 1: the same plan gives the same trace hash, watched or not", (t) => {
  const schedule = scheduleOf(11);
  const watched = worldOf(7, schedule);
  watched.observe(() => {});
  t.is(finish(watched), finish(worldOf(7, schedule)));
});

test("law 4: a fork anywhere, machines and all, goes on as the original", (t) => {
  const original = worldOf(3, scheduleOf(21, "unbounded"));
  const forks: World[] = [];
  for (let step = 1; original.step(); step++) if ([1, 400, 1500, 2600].includes(step)) forks.push(original.fork());
  t.is(forks.length, 4);
  for (const fork of forks) {
    fork.run();
    t.is(fork.traceHash, original.traceHash);
    t.is(firstDifference(fork.snapshot(), original.snapshot()), null);
    fork.discard();
  }
  original.discard();
});
