import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, hostTarget, milliseconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("arbiter-reply-lost"),
  ...faultFields,
  target: hostTarget,
  /** How many replies, beginning with the next. */
  count: z.int().min(1).max(100),
});

type ArbiterReplyLost = z.infer<typeof schema> & Fault;

/** The compare-and-set is done, but its asker does not hear of it: asked again with the same id, the answer is the same. */
export const arbiterReplyLost: FaultKind<ArbiterReplyLost> = {
  name: "arbiter-reply-lost",
  family: "disk",
  claim: "the arbiter's next replies to a host are lost after the record has changed",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        count: fc.integer({ min: 1, max: 3 }),
      })
      .map((chosen) => ({ kind: "arbiter-reply-lost", ...chosen })),
  apply(world, fault) {
    world.volumes[world.vmIndex(fault.target)]!.repliesToLose[world.hostIndex(fault.target)]! += fault.count;
  },
  read: ({ target, count }) =>
    count === 1
      ? `the arbiter's next reply to ${target} is lost`
      : `the arbiter's next ${count} replies to ${target} are lost`,
};
