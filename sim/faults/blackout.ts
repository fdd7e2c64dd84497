import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { duration, faultFields, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("blackout"),
  ...faultFields,
  target: z.literal("all"),
  forNs: duration,
});

type Blackout = z.infer<typeof schema> & Fault;

/** Nothing in the protocol masks this: only what was promised as durable carries over. */
export const blackout: FaultKind<Blackout> = {
  name: "blackout",
  family: "host",
  claim: "all hosts lose power at once and come back",
  regimes: ["unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    milliseconds(100, Math.min(5000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({ at: startBefore(untilNs, forNs), target: fc.constant("all" as const) })
        .map((chosen) => ({ kind: "blackout", ...chosen, forNs })),
    ),
  apply(world) {
    for (const host of world.hosts.keys()) {
      world.crash(host);
      world.losePower(host);
    }
  },
  end(world) {
    for (const host of world.hosts.keys()) world.boot(host);
  },
  read: ({ forNs }) => `all hosts lose power, back after ${seconds(forNs)}`,
};
