import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { duration, faultFields, milliseconds, seconds } from "./targets.ts";
import { isWhenProtected } from "../hosts/when-protected.ts";

const schema = z.strictObject({
  kind: z.literal("rolling-loss"),
  ...faultFields,
  target: z.literal("all"),
  forNs: duration,
  /** From one host's death to the next one's. */
  everyNs: duration,
  /** Each host is back after this long. */
  downNs: duration,
});

type RollingLoss = z.infer<typeof schema> & Fault;

/** Guarded, it waits for protection before each death: a rolling upgrade. */
export const rollingLoss: FaultKind<RollingLoss> = {
  name: "rolling-loss",
  family: "host",
  claim: "every host in turn dies and comes back",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs, regime) =>
    fc
      .record({ everyNs: milliseconds(3000, 8000), downNs: milliseconds(500, 2500) })
      .map(({ everyNs, downNs }): RollingLoss => {
        const forNs = Math.min(topology.hosts.length * everyNs, untilNs);
        const fault: RollingLoss = { kind: "rolling-loss", at: untilNs - forNs, target: "all", forNs, everyNs, downNs };
        return regime === "bounded" ? { ...fault, guard: "whenProtected" } : fault;
      }),
  step(world, fault, index, step) {
    const host = Math.floor(step / 2);
    if (host >= world.hosts.length) return null;
    if (step % 2 === 1) {
      if (world.struck.get(index) === host) world.boot(host);
      return fault.everyNs - fault.downNs;
    }
    if (fault.guard === undefined || isWhenProtected(world, [host])) {
      world.struck.set(index, host);
      world.crash(host);
    }
    return fault.downNs;
  },
  end(world, _fault, index) {
    const host = world.struck.get(index);
    if (host !== undefined) world.boot(host);
  },
  read: ({ everyNs, downNs }) =>
    `every host in turn dies, each ${seconds(everyNs)}, and is back after ${seconds(downNs)}`,
};
