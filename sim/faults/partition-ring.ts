import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { suspiciousNs } from "./link.ts";
import { duration, faultFields, guarded, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("partition-ring"),
  ...faultFields,
  target: z.literal("all"),
  forNs: duration,
});

type PartitionRing = z.infer<typeof schema> & Fault;

/** Each host sees its two neighbours and itself: every host another majority. With three hosts or fewer nothing is cut. */
export const partitionRing: FaultKind<PartitionRing> = {
  name: "partition-ring",
  family: "network",
  claim: "each host sees its neighbours alone: a ring of overlapping majorities",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(50, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      startBefore(untilNs, forNs).map((at) => {
        const fault: PartitionRing = { kind: "partition-ring", at, target: "all", forNs };
        return forNs < suspiciousNs ? fault : guarded(fault, regime);
      }),
    ),
  apply(world, _fault, index) {
    const count = world.hosts.length;
    for (let from = 0; from < count; from++) {
      for (let to = 0; to < count; to++) {
        const steps = (from - to + count) % count;
        if (steps <= 1 || steps === count - 1) continue;
        world.network.impair(world.network.log(from, to), { fault: index, cut: true });
        world.network.impair(world.network.heartbeat(from, to), { fault: index, cut: true });
      }
    }
  },
  read: ({ forNs }) => `hosts see their neighbours alone for ${seconds(forNs)}`,
};
