import fc from "fast-check";
import { z } from "zod";
import { changeRate } from "../hosts/host-clock.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { suspiciousNs } from "./link.ts";
import { anyRole, duration, faultFields, guarded, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({ kind: z.literal("clock-freeze"), ...faultFields, target: hostTarget, forNs: duration });

type ClockFreeze = z.infer<typeof schema> & Fault;

export const clockFreeze: FaultKind<ClockFreeze> = {
  name: "clock-freeze",
  family: "clock",
  claim: "a host's monotonic clock stands still: none of its timers comes",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(10, Math.min(6000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc.record({ at: startBefore(untilNs, forNs), target: anyRole }).map((chosen) => {
        const fault: ClockFreeze = { kind: "clock-freeze", ...chosen, forNs };
        return forNs < suspiciousNs ? fault : guarded(fault, regime);
      }),
    ),
  apply(world, fault, index) {
    const host = world.hostIndex(fault.target);
    world.struck.set(index, host);
    const { clock } = world.hosts[host]!.state;
    changeRate(clock, world.nowNs, clock.driftPerMillion, true);
  },
  end(world, _fault, index) {
    const host = world.hosts[world.struck.get(index)!]!;
    changeRate(host.state.clock, world.nowNs, host.state.clock.driftPerMillion, false);
    host.clockChanged();
  },
  strikes: (world, fault) => [world.hostIndex(fault.target)],
  read: ({ target, forNs }) => `clock of host ${target} stands still for ${seconds(forNs)}`,
};
