import fc from "fast-check";
import type { Fault } from "../../sim/faults/fault.ts";
import { milliseconds } from "../../sim/faults/targets.ts";
import { linuxRedisDisk } from "../guests/linux/redis-disk.ts";
import { crashAmongOthers, linuxScenario } from "../linux-scenario.ts";
import type { Scenario } from "../scenario.ts";
import { crashOfPrimary } from "../schedules.ts";

const millisecond = 1_000_000;
/** The guest has made its file system and read its log; clients have written. */
const servingMs = 6000;

/**
 * All hosts lose power, with or without a failover before, and an operator has one of them or both start the VM anew:
 * the arbiter lets one. What its guest then finds is the shared disk, as ext4's journal and Redis's log left it.
 */
function lossOfAll(untilNs: number): fc.Arbitrary<readonly Fault[]> {
  const loss = fc
    .record({
      at: milliseconds(servingMs, Math.floor(untilNs / millisecond) - 4000),
      forNs: milliseconds(100, 3000),
      later: milliseconds(10, 500),
      targets: fc.subarray(["A", "B"], { minLength: 1 }),
    })
    .map(({ at, forNs, later, targets }): readonly Fault[] => [
      { kind: "blackout", target: "all", at, forNs },
      ...targets.map((target) => ({ kind: "cold-start", target, at: at + forNs + later })),
    ]);
  const crash = fc.oneof(fc.constant([]), crashOfPrimary(servingMs * millisecond));
  return fc.tuple(crash, loss).map((parts) => parts.flat());
}

export const redisDisk: Scenario = {
  ...linuxScenario(linuxRedisDisk, "redis", {
    name: "redis-disk",
    claim:
      "Redis on ext4 has written down what it answered: all hosts lose power, and a cold start finds it on the disk",
    defaults: { seconds: 14, speed: 40_000_000 },
    schedule: (topology, untilNs, regime) =>
      regime === "bounded" ? crashAmongOthers(topology, untilNs, regime) : lossOfAll(untilNs),
  }),
  regimes: ["unbounded", "bounded"],
};
