import fc from "fast-check";
import { z } from "zod";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds, twoHosts } from "./targets.ts";

const schema = z.strictObject({
  kind: z.literal("stream-half-open"),
  ...faultFields,
  /** The second end forgets. */
  target: z.string().regex(/^[^->.]+>[^->.]+$/, "expected two hosts: A>B, of which B forgets"),
});

type StreamHalfOpen = z.infer<typeof schema> & Fault;

export const streamHalfOpen: FaultKind<StreamHalfOpen> = {
  name: "stream-half-open",
  family: "network",
  claim: "one end of the streams between two hosts is gone and nobody is told, until the other end sends",
  regimes: ["bounded", "unbounded", "corrupting"],
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: twoHosts(topology, [">"]),
      })
      .map((chosen) => ({ kind: "stream-half-open", ...chosen })),
  apply(world, fault) {
    const [from, to] = fault.target.split(">").map((name) => world.hostIndex(name)) as [number, number];
    world.streams.forget(from, to);
  },
  read({ target }) {
    const [from, to] = target.split(">");
    return `${to} forgets its streams with ${from}`;
  },
};
