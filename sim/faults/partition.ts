import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import {
  anyPairTarget,
  duration,
  faultFields,
  guarded,
  hostPaths,
  milliseconds,
  pairLines,
  pairTarget,
  seconds,
  startBefore,
} from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("partition"),
  ...faultFields,
  target: pairTarget,
  path: z.enum(hostPaths),
  forNs: duration,
});

type Partition = z.infer<typeof schema> & Fault;

/** A shorter one cannot raise suspicion by itself (detection takes 2 s). */
const suspiciousNs = 800_000_000;

/** Datagrams are lost; streams stall and go on. */
export const partition: FaultKind<Partition> = {
  name: "partition",
  family: "network",
  claim: "two hosts are cut from each other: log path, heartbeat path or both, one way or both",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(50, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({ at: startBefore(untilNs, forNs), target: anyPairTarget, path: fc.constantFrom(...hostPaths) })
        .map((chosen) => {
          const fault: Partition = { kind: "partition", ...chosen, forNs };
          return forNs < suspiciousNs ? fault : guarded(fault, regime);
        }),
    ),
  apply(world, fault, index) {
    for (const line of pairLines(world, fault.target, fault.path)) {
      world.network.impair(line, { fault: index, cut: true });
    }
  },
  read: ({ target, path, forNs }) =>
    `${target.replace("-", " and ").replace(">", " to ")} cut on ${path === "both" ? "both paths" : `the ${path} path`} for ${seconds(forNs)}`,
};
