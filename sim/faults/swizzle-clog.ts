import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { suspiciousNs } from "./link.ts";
import { anyRole, duration, faultFields, guarded, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("swizzle-clog"),
  ...faultFields,
  target: hostTarget,
  forNs: duration,
});

type SwizzleClog = z.infer<typeof schema> & Fault;

/** After FoundationDB: clogged one by one in one order, each freed at a time of its own. */
export const swizzleClog: FaultKind<SwizzleClog> = {
  name: "swizzle-clog",
  family: "network",
  claim: "a host's links clog one by one and are freed in another order",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(100, Math.min(6000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc.record({ at: startBefore(untilNs, forNs), target: anyRole }).map((chosen) => {
        const fault: SwizzleClog = { kind: "swizzle-clog", ...chosen, forNs };
        return forNs < suspiciousNs ? fault : guarded(fault, regime);
      }),
    ),
  apply(world, fault, index) {
    const name = world.hosts[world.hostIndex(fault.target)]!.state.name;
    const random = world.kernel.random.stream(`swizzle-clog ${index}`);
    for (const [line, { name: lineName }] of world.network.lines.entries()) {
      if (!lineName.replace(/\..*/, "").split(">").includes(name)) continue;
      const clogFromNs = world.nowNs + random.below(Math.ceil(fault.forNs / 2));
      const clogUntilNs = clogFromNs + random.below(world.nowNs + fault.forNs - clogFromNs) + 1;
      world.network.impair(line, { fault: index, clogFromNs, clogUntilNs, queueNs: Number.MAX_SAFE_INTEGER });
    }
  },
  read: ({ target, forNs }) =>
    `links of host ${target} clog one by one and are freed in another order, for ${seconds(forNs)}`,
};
