import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, hostTarget, milliseconds } from "./targets.ts";

const second = 1_000_000_000;
/** Nanoseconds stay exact for 104 days, a week of which a run may take. */
const longestSeconds = 90 * 86_400;

const schema = z.strictObject({
  kind: z.literal("clock-offset"),
  ...faultFields,
  target: hostTarget,
  /** What the monotonic clock shows when the host boots next; at 0, its first boot. */
  uptimeSeconds: z.int().min(0).max(longestSeconds),
});

type ClockOffset = z.infer<typeof schema> & Fault;

/** A monotonic clock never jumps while its host runs; where it begins, nothing promises. The wall clock stays right. */
export const clockOffset: FaultKind<ClockOffset> = {
  name: "clock-offset",
  family: "clock",
  claim: "a host's monotonic clock begins at another value when the host boots next",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: fc.oneof(fc.constant(0), milliseconds(0, Math.floor(untilNs / 1_000_000))),
        target: fc.constantFrom(...topology.hosts.map(({ name }) => name)),
        uptimeSeconds: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: longestSeconds })),
      })
      .map((chosen) => ({ kind: "clock-offset", ...chosen })),
  apply(world, { target, uptimeSeconds }) {
    world.hosts[world.hostIndex(target)]!.state.nextUptimeNs = uptimeSeconds * second;
  },
  read: ({ target, uptimeSeconds }) =>
    `monotonic clock of host ${target} is to begin at ${uptimeSeconds} s when it boots next`,
};
