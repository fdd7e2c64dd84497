import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { anyRole, duration, faultFields, guarded, hostTarget, milliseconds, seconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("crash"),
  ...faultFields,
  target: hostTarget,
  /** It comes back after this long, its memory lost. */
  forNs: duration.optional(),
});

type Crash = z.infer<typeof schema> & Fault;

/** Fail-stop: memory is lost; what was sent is on its way all the same. */
export const crash: FaultKind<Crash> = {
  name: "crash",
  family: "host",
  claim: "a host dies; it may come back with its memory lost",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    fc
      .record({ at: milliseconds(0, Math.floor(untilNs / 1_000_000)), target: anyRole })
      .map((chosen) => guarded({ kind: "crash", ...chosen }, regime)),
  apply(world, fault, index) {
    const host = world.hostIndex(fault.target);
    world.struck.set(index, host);
    world.crash(host);
  },
  end(world, _fault, index) {
    world.boot(world.struck.get(index)!);
  },
  strikes: (world, fault) => [world.hostIndex(fault.target)],
  read: (fault) =>
    `host ${fault.target} dies${fault.forNs === undefined ? "" : `, back after ${seconds(fault.forNs)}`}`,
};
