import fc from "fast-check";
import { z } from "zod";
import { changeRate } from "../hosts/host-clock.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, duration, faultFields, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("clock-drift"),
  ...faultFields,
  target: hostTarget,
  forNs: duration,
  driftPerMillion: z.int().min(-900_000).max(4_000_000),
});

type ClockDrift = z.infer<typeof schema> & Fault;

/** Crystals drift by tens of parts in a million; a bounded run goes to a thousandth, others to a tenth. */
const mostPerMillion = { bounded: 1000, unbounded: 100_000, corrupting: 100_000 } as const;

export const clockDrift: FaultKind<ClockDrift> = {
  name: "clock-drift",
  family: "clock",
  claim: "a host's monotonic clock runs fast or slow",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(100, Math.floor(untilNs / 2_000_000)).chain((forNs) =>
      fc
        .record({
          at: startBefore(untilNs, forNs),
          target: anyRole,
          driftPerMillion: fc.integer({ min: -mostPerMillion[regime], max: mostPerMillion[regime] }),
        })
        .map((chosen) => ({ kind: "clock-drift", ...chosen, forNs })),
    ),
  apply(world, fault, index) {
    const host = world.hostIndex(fault.target);
    world.struck.set(index, host);
    const { clock } = world.hosts[host]!.state;
    changeRate(clock, world.nowNs, fault.driftPerMillion, clock.frozen);
    world.hosts[host]!.clockChanged();
  },
  end(world, _fault, index) {
    const host = world.struck.get(index)!;
    const { clock } = world.hosts[host]!.state;
    changeRate(clock, world.nowNs, world.setup.topology.hosts[host]!.driftPerMillion, clock.frozen);
    world.hosts[host]!.clockChanged();
  },
  read: ({ target, driftPerMillion, forNs }) =>
    `clock of host ${target} runs ${Math.abs(driftPerMillion)} ppm ${driftPerMillion < 0 ? "slow" : "fast"} for ${seconds(forNs)}`,
};
