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
  kind: z.literal("link-loss"),
  ...faultFields,
  target: pairTarget,
  path: z.enum(hostPaths),
  forNs: duration,
  lossPerMillion: z.int().min(0).max(1_000_000),
});

type LinkLoss = z.infer<typeof schema> & Fault;

/** Bounded runs lose no more than this: twenty heartbeats in a row stay out of reach of chance. */
const boundedPerMillion = 200_000;

export const linkLoss: FaultKind<LinkLoss> = {
  name: "link-loss",
  family: "network",
  claim: "a path between two hosts loses packets: datagrams for good, segments until they are sent again",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (_topology, untilNs, regime) =>
    milliseconds(50, Math.floor(untilNs / 2_000_000)).chain((forNs) =>
      fc
        .record({
          at: startBefore(untilNs, forNs),
          target: anyPairTarget,
          path: fc.constantFrom(...hostPaths),
          lossPerMillion: fc.integer({ min: 1, max: regime === "bounded" ? boundedPerMillion : 900_000 }),
        })
        .map((chosen) => ({ kind: "link-loss", ...chosen, forNs })),
    ),
  apply(world, fault, index) {
    const { lossPerMillion } = fault;
    for (const line of pairLines(world, fault.target, fault.path)) {
      world.network.impair(line, { fault: index, lossPerMillion });
    }
  },
  read: ({ target, path, lossPerMillion, forNs }) =>
    `${target}, ${path === "both" ? "both paths" : `${path} path`}: loses ${lossPerMillion} in a million for ${seconds(forNs)}`,
};
