import test from "ava";
import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { faultKinds } from "../sim/faults/index.ts";
import { failoverKv } from "./failover-kv.ts";
import { settingsOf } from "./index.ts";
import { anyFaults, companions } from "./schedules.ts";

const topology = failoverKv.topology(settingsOf(failoverKv));
const untilNs = 16_000_000_000;

/** Of how many families the faults are of each of so many schedules. */
function families(schedules: fc.Arbitrary<readonly Fault[]>): readonly number[] {
  return fc
    .sample(schedules, { seed: 1, numRuns: 200 })
    .map((faults) => new Set(faults.map(({ kind }) => faultKinds.get(kind)!.family)).size);
}

test("swarm leaves whole families out of long schedules, too", (t) => {
  const long = (swarm?: boolean) =>
    families(anyFaults(topology, untilNs, "unbounded", 20, undefined, swarm).filter(({ length }) => length >= 8));
  t.true(long(true).includes(1));
  t.true(Math.min(...long(false)) > 1);
  t.deepEqual(long(), long(true));
});

test("what a campaign adds is of two or three families, without swarm of any", (t) => {
  // One death of the scenario's own: none is added.
  const own: readonly Fault[] = [{ kind: "crash", target: "backup", at: 1 }];
  const added = (swarm?: boolean) => families(companions(topology, untilNs, "unbounded", own, swarm));
  t.true(added(true).every((count) => [0, 2, 3].includes(count)));
  t.true(Math.max(...added(false)) > 3);
  t.deepEqual(added(), added(true));
});
