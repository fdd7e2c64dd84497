import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { suspiciousNs } from "./link.ts";
import { anyRole, duration, faultFields, guarded, hostTarget, milliseconds, seconds, startBefore } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("isolate"),
  ...faultFields,
  target: hostTarget,
  forNs: duration,
  /** `hosts`: from all other hosts; `all`: from the guest's network and storage, too. */
  from: z.enum(["hosts", "all"]),
});

type Isolate = z.infer<typeof schema> & Fault;

export const isolate: FaultKind<Isolate> = {
  name: "isolate",
  family: "network",
  claim: "one host is cut from all others, or from everything",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(50, Math.min(8000, Math.floor(untilNs / 2_000_000))).chain((forNs) =>
      fc
        .record({ at: startBefore(untilNs, forNs), target: anyRole, from: fc.constantFrom("hosts", "all") })
        .map((chosen) => {
          const fault: Isolate = { kind: "isolate", ...chosen, forNs };
          return forNs < suspiciousNs ? fault : guarded(fault, regime);
        }),
    ),
  apply(world, fault, index) {
    const name = world.hosts[world.hostIndex(fault.target)]!.state.name;
    for (const [line, { name: lineName, path }] of world.network.lines.entries()) {
      const [from, to] = lineName.replace(/\..*/, "").split(">");
      const isWanted = fault.from === "all" || path === "log" || path === "heartbeat";
      if (isWanted && (from === name || to === name)) world.network.impair(line, { fault: index, cut: true });
    }
  },
  read: ({ target, from, forNs }) =>
    `host ${target} is cut from ${from === "all" ? "everything" : "all other hosts"} for ${seconds(forNs)}`,
};
