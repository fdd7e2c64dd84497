import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, duration, faultFields, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("slow-cpu"),
  ...faultFields,
  target: hostTarget,
  forNs: duration,
  /** What is left of the CPU, in thousandths. */
  perMille: z.int().min(1).max(4000),
  /** Another speed every so often, from this one up to the full one; absent: steady. */
  variesNs: duration.optional(),
});

type SlowCpu = z.infer<typeof schema> & Fault;

export const slowCpu: FaultKind<SlowCpu> = {
  name: "slow-cpu",
  family: "host",
  claim: "a host's CPU is slower than it was, steadily or varying",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(100, Math.floor(untilNs / 2_000_000)).chain((forNs) =>
      fc
        .record(
          {
            at: startBefore(untilNs, forNs),
            target: anyRole,
            perMille: fc.integer({ min: regime === "bounded" ? 300 : 20, max: 1000 }),
            variesNs: milliseconds(10, 1000),
          },
          { requiredKeys: ["at", "target", "perMille"] },
        )
        .map((chosen) => ({ kind: "slow-cpu", ...chosen, forNs })),
    ),
  step(world, fault, index, step) {
    if (step === 0) world.struck.set(index, world.hostIndex(fault.target));
    const { state } = world.hosts[world.struck.get(index)!]!;
    const range = Math.max(0, 1000 - fault.perMille) + 1;
    const random = world.kernel.random.stream(`slow-cpu ${index}`);
    state.speedPerMille = fault.perMille + (fault.variesNs === undefined ? 0 : random.below(range));
    return fault.variesNs ?? null;
  },
  end(world, _fault, index) {
    world.hosts[world.struck.get(index)!]!.state.speedPerMille = 1000;
  },
  read: ({ target, perMille, variesNs, forNs }) =>
    `CPU of host ${target} at ${variesNs === undefined ? "" : "between full speed and "}${perMille}‰ for ${seconds(forNs)}`,
};
