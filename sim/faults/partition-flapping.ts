import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { linkLines, linkName, suspiciousNs } from "./link.ts";
import { duration, faultFields, guarded, milliseconds, seconds, startBefore, twoHosts } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("partition-flapping"),
  ...faultFields,
  target: z.string().regex(/^[^->.]+[->][^->.]+$/, "expected two ends: A-B for both ways, A>B for one"),
  forNs: duration,
  cutNs: duration,
  freeNs: duration,
});

type PartitionFlapping = z.infer<typeof schema> & Fault;

export const partitionFlapping: FaultKind<PartitionFlapping> = {
  name: "partition-flapping",
  family: "network",
  claim: "a link is cut and free by turns",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs, regime) =>
    milliseconds(500, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({
          at: startBefore(untilNs, forNs),
          target: twoHosts(topology, ["-", ">"]),
          cutNs: milliseconds(10, 2500),
          freeNs: milliseconds(10, 2500),
        })
        .map((chosen) => {
          const fault: PartitionFlapping = { kind: "partition-flapping", ...chosen, forNs };
          return fault.cutNs < suspiciousNs / 2 ? fault : guarded(fault, regime);
        }),
    ),
  step(world, fault, index, step) {
    const lines = step === 0 ? linkLines(world, fault.target) : world.network.impairedBy(index);
    const isCut = step % 2 === 0;
    world.heal(index);
    for (const line of lines) world.network.impair(line, { fault: index, cut: isCut });
    return isCut ? fault.cutNs : fault.freeNs;
  },
  read: ({ target, forNs, cutNs, freeNs }) =>
    `${linkName(target)} is cut for ${seconds(cutNs)} and free for ${seconds(freeNs)} by turns, for ${seconds(forNs)}`,
};
