import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyArray, arrayField, duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("arbiter-slow"),
  ...faultFields,
  target: z.literal("storage"),
  array: arrayField,
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
  arbitrary: (topology, untilNs) =>
    milliseconds(50, Math.floor(untilNs / 2_000_000)).chain((forNs) =>
      fc
        .tuple(
          fc.record({
            at: startBefore(untilNs, forNs),
            target: fc.constant("storage" as const),
            lateNs: milliseconds(1, 2000),
          }),
          anyArray(topology),
        )
        .map(([chosen, array]) => ({ kind: "arbiter-slow", ...chosen, forNs, ...array })),
    ),
  apply(world, fault, index) {
    for (const volume of world.volumesAt(fault.array ?? "storage")) volume.arbiterLate.set(index, fault.lateNs);
  },
  end(world, _fault, index) {
    for (const volume of world.volumes) volume.arbiterLate.delete(index);
  },
  read: ({ array, lateNs, forNs }) =>
    `the arbiter${array === undefined ? "" : ` of ${array}`} is ${seconds(lateNs)} slower for ${seconds(forNs)}`,
};
