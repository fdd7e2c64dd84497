import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, faultFields, guarded, hostTarget, milliseconds } from "./targets.ts";

/** Steps of the protocol, as nodes say them; `effect`: anything that a node does to the outside, or says. */
const steps = [
  "effect",
  "logged",
  "sent",
  "received",
  "acknowledged",
  "heard-acknowledgement",
  "produced",
  "released",
  "suspected",
  "asked",
  "answered",
  "live",
  "vmotion",
] as const;

const schema = z.strictObject({
  kind: z.literal("crash-at-step"),
  ...faultFields,
  target: hostTarget,
  step: z.enum(steps),
  /** Which one, counted from `at`: 1 is the next. */
  count: z.int().min(1),
  when: z.enum(["before", "after"]),
});

type CrashAtStep = z.infer<typeof schema> & Fault;

export const crashAtStep: FaultKind<CrashAtStep> = {
  name: "crash-at-step",
  family: "host",
  claim:
    "a host dies right before or after a step of the protocol: an entry logged, sent, acknowledged, an output released",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: anyRole,
        step: fc.constantFrom(...steps),
        count: fc.integer({ min: 1, max: 300 }),
        when: fc.constantFrom("before", "after"),
      })
      .map((chosen) => guarded({ kind: "crash-at-step", ...chosen }, regime)),
  apply(world, { target, step, count, when }, index) {
    world.crashPoints.push({ fault: index, host: world.hostIndex(target), step, when, remaining: count });
  },
  strikes: (world, fault) => [world.hostIndex(fault.target)],
  read: ({ target, step, count, when }) =>
    `host ${target} is to die ${when} ${count === 1 ? "the next" : `number ${count} of the next`} "${step}"`,
};
