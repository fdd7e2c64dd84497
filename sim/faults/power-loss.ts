import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, duration, faultFields, guarded, hostTarget, milliseconds, seconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("power-loss"),
  ...faultFields,
  target: hostTarget,
  /** It comes back after this long. */
  forNs: duration.optional(),
});

type PowerLoss = z.infer<typeof schema> & Fault;

export const powerLoss: FaultKind<PowerLoss> = {
  name: "power-loss",
  family: "host",
  claim: "a host loses power: its memory and, of what its own disk cached and did not flush, any part",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    fc
      .record({ at: milliseconds(0, Math.floor(untilNs / 1_000_000)), target: anyRole })
      .map((chosen) => guarded({ kind: "power-loss", ...chosen }, regime)),
  apply(world, fault, index) {
    const host = world.hostIndex(fault.target);
    world.struck.set(index, host);
    world.crash(host);
    world.losePower(host);
  },
  end(world, _fault, index) {
    world.boot(world.struck.get(index)!);
  },
  strikes: (world, fault) => [world.hostIndex(fault.target)],
  read: ({ target, forNs }) =>
    `host ${target} loses power${forNs === undefined ? "" : `, back after ${seconds(forNs)}`}`,
};
