import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { suspiciousNs } from "./link.ts";
import { anyRole, duration, faultFields, guarded, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({ kind: z.literal("pause"), ...faultFields, target: hostTarget, forNs: duration });

type Pause = z.infer<typeof schema> & Fault;

/** The whole host stands still, its clocks go on; then it finds all that came meanwhile. */
export const pause: FaultKind<Pause> = {
  name: "pause",
  family: "host",
  claim: "a host stands still for a while, milliseconds to minutes, and goes on",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(1, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc.record({ at: startBefore(untilNs, forNs), target: anyRole }).map((chosen) => {
        const fault: Pause = { kind: "pause", ...chosen, forNs };
        return forNs < suspiciousNs ? fault : guarded(fault, regime);
      }),
    ),
  apply(world, fault, index) {
    const host = world.hostIndex(fault.target);
    world.struck.set(index, host);
    world.pause(host, index);
  },
  end(world, _fault, index) {
    world.resume(world.struck.get(index)!, index);
  },
  strikes: (world, fault) => [world.hostIndex(fault.target)],
  read: (fault) => `host ${fault.target} stands still for ${seconds(fault.forNs)}`,
};
