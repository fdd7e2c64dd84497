import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, duration, faultFields, hostTarget, milliseconds, seconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("arbiter-request-repeated"),
  ...faultFields,
  target: hostTarget,
  count: z.int().min(1).max(100),
  /** How much later the copy is served. */
  afterNs: duration,
});

type ArbiterRequestRepeated = z.infer<typeof schema> & Fault;

export const arbiterRequestRepeated: FaultKind<ArbiterRequestRepeated> = {
  name: "arbiter-request-repeated",
  family: "disk",
  claim: "a host's next requests to the arbiter are served once more, later",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        count: fc.integer({ min: 1, max: 3 }),
        afterNs: milliseconds(1, 5000),
      })
      .map((chosen) => ({ kind: "arbiter-request-repeated", ...chosen })),
  apply(world, { target, count, afterNs }) {
    const volume = world.volumes[world.vmIndex(target)]!;
    Object.assign(volume.requestsToRepeat[world.hostIndex(target)]!, { count, afterNs });
  },
  read: ({ target, count, afterNs }) =>
    `the next ${count === 1 ? "request" : `${count} requests`} of ${target} to the arbiter come again ${seconds(afterNs)} later`,
};
