import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("arbiter-slow"),
  ...faultFields,
  target: z.string().regex(/^[^->.:]+$/, "expected storage or an array"),
  forNs: duration,
  lateNs: duration,
});

type ArbiterSlow = z.infer<typeof schema> & Fault;

export const arbiterSlow: FaultKind<ArbiterSlow> = {
  name: "arbiter-slow",
  family: "disk",
  claim: "the arbiter's test-and-set takes long: requests overtake each other's repeats",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    milliseconds(50, Math.floor(untilNs / 2_000_000)).chain((forNs) =>
      fc
        .record({
          at: startBefore(untilNs, forNs),
          target: fc.constant("storage"),
          lateNs: milliseconds(1, 2000),
        })
        .map((chosen) => ({ kind: "arbiter-slow", ...chosen, forNs })),
    ),
  apply(world, fault, index) {
    for (const volume of world.volumesAt(fault.target)) volume.arbiterLate.set(index, fault.lateNs);
  },
  end(world, _fault, index) {
    for (const volume of world.volumes) volume.arbiterLate.delete(index);
  },
  read: ({ target, lateNs, forNs }) =>
    `the arbiter${target === "storage" ? "" : ` of ${target}`} is ${seconds(lateNs)} slower for ${seconds(forNs)}`,
};
