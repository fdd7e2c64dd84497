import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { duration, faultFields, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

/** Well below what a bounded run gives re-protection. */
const longestMs = 4000;

const schema = z.strictObject({
  kind: z.literal("memory-exhausted"),
  ...faultFields,
  target: hostTarget,
  forNs: duration,
});

type MemoryExhausted = z.infer<typeof schema> & Fault;

/** What the host already holds stays; a replica that is to come finds no room, and has to go elsewhere or wait. */
export const memoryExhausted: FaultKind<MemoryExhausted> = {
  name: "memory-exhausted",
  family: "host",
  claim: "a host has no memory for another machine: no room for a backup",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs, regime) =>
    milliseconds(50, Math.min(longestMs, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({
          at: startBefore(untilNs, forNs),
          target: fc.constantFrom(...topology.hosts.map(({ name }) => name)),
        })
        .map(({ at, target }) => ({
          kind: "memory-exhausted",
          // In a bounded run both replicas are powered on.
          at: regime === "bounded" ? Math.max(1, at) : at,
          target,
          forNs,
        })),
    ),
  apply(world, fault, index) {
    const host = world.hostIndex(fault.target);
    world.struck.set(index, host);
    world.hosts[host]!.state.memoryTakenBy.push(index);
  },
  end(world, _fault, index) {
    const { state } = world.hosts[world.struck.get(index)!]!;
    state.memoryTakenBy = state.memoryTakenBy.filter((other) => other !== index);
  },
  read: ({ target, forNs }) => `host ${target} has no memory for another machine for ${seconds(forNs)}`,
};
