import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import {
  anyPairTarget,
  duration,
  faultFields,
  hostPaths,
  milliseconds,
  pairLines,
  pairTarget,
  seconds,
  startBefore,
} from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("link-delay"),
  ...faultFields,
  target: pairTarget,
  path: z.enum(hostPaths),
  forNs: duration,
  delayNs: z.int().min(0),
  jitterNs: z.int().min(0),
});

type LinkDelay = z.infer<typeof schema> & Fault;

/** Bounded runs stay below what could be taken for silence. */
const boundedMilliseconds = 300;

export const linkDelay: FaultKind<LinkDelay> = {
  name: "link-delay",
  family: "network",
  claim: "a path between two hosts takes longer, by a fixed and a random time: datagrams may overtake each other",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(50, Math.floor(untilNs / 2_000_000)).chain((forNs) => {
      const longest = regime === "bounded" ? boundedMilliseconds : 10 * boundedMilliseconds;
      return fc
        .record({
          at: startBefore(untilNs, forNs),
          target: anyPairTarget,
          path: fc.constantFrom(...hostPaths),
          delayNs: milliseconds(0, longest),
          jitterNs: milliseconds(0, longest),
        })
        .map((chosen) => ({ kind: "link-delay", ...chosen, forNs }));
    }),
  apply(world, fault, index) {
    const delay = { baseNs: fault.delayNs, jitterNs: fault.jitterNs, tailPerMille: 0, tailNs: 0 };
    for (const line of pairLines(world, fault.target, fault.path)) world.network.impair(line, { fault: index, delay });
  },
  read: ({ target, path, delayNs, jitterNs, forNs }) =>
    `${target}, ${path === "both" ? "both paths" : `${path} path`}: ${seconds(delayNs)} to ${seconds(delayNs + jitterNs)} slower for ${seconds(forNs)}`,
};
