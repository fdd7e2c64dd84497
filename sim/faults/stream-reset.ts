import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds, twoHosts } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("stream-reset"),
  ...faultFields,
  target: z.string().regex(/^[^->.]+-[^->.]+$/, "expected two hosts: A-B"),
});

type StreamReset = z.infer<typeof schema> & Fault;

export const streamReset: FaultKind<StreamReset> = {
  name: "stream-reset",
  family: "network",
  claim: "all streams between two hosts are reset; what was under way is lost",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({ at: milliseconds(0, Math.floor(untilNs / 1_000_000)), target: twoHosts(topology, ["-"]) })
      .map((chosen) => ({ kind: "stream-reset", ...chosen })),
  apply(world, fault) {
    const [from, to] = fault.target.split("-").map((name) => world.hostIndex(name)) as [number, number];
    world.streams.reset([from, to]);
  },
  read: ({ target }) => `streams between ${target.replace("-", " and ")} are reset`,
};
