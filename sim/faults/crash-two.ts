import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { duration, faultFields, milliseconds, seconds } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("crash-two"),
  ...faultFields,
  target: z.string().regex(/^primary-backup$|^([^->.:]+):primary-\1:backup$/, "expected primary-backup"),
  /** Both come back after this long. */
  forNs: duration.optional(),
});

type CrashTwo = z.infer<typeof schema> & Fault;

/** Both replicas: the end of the history, unless one is started cold. */
export const crashTwo: FaultKind<CrashTwo> = {
  name: "crash-two",
  family: "host",
  claim: "the hosts of both replicas die at the same moment",
  regimes: ["unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs) =>
    milliseconds(0, Math.floor(untilNs / 1_000_000)).map((at) => ({ kind: "crash-two", at, target: "primary-backup" })),
  apply(world, { target }, index) {
    const hosts = target.split("-").map((role) => world.hostIndex(role));
    world.struck.set(index, hosts[0]! * world.hosts.length + hosts[1]!);
    for (const host of hosts) world.crash(host);
  },
  end(world, _fault, index) {
    const struck = world.struck.get(index)!;
    const count = world.hosts.length;
    for (const host of [Math.floor(struck / count), struck % count]) world.boot(host);
  },
  read: ({ target, forNs }) =>
    `${target.replace("-", " and ")} die${forNs === undefined ? "" : `, back after ${seconds(forNs)}`}`,
};
