import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("stale-mac"),
  ...faultFields,
  target: z.literal("switch"),
  forNs: duration,
});

type StaleMac = z.infer<typeof schema> & Fault;

export const staleMac: FaultKind<StaleMac> = {
  name: "stale-mac",
  family: "network",
  claim: "the switch learns no address for a while: frames go to where the guest was",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    milliseconds(100, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({ at: startBefore(untilNs, forNs), target: fc.constant("switch" as const) })
        .map((chosen) => ({ kind: "stale-mac", ...chosen, forNs })),
    ),
  apply(world, _fault, index) {
    world.ethernet.frozenBy.push(index);
  },
  end(world, _fault, index) {
    const { frozenBy } = world.ethernet;
    frozenBy.splice(frozenBy.indexOf(index), 1);
  },
  read: ({ forNs }) => `the switch learns no address for ${seconds(forNs)}`,
};
