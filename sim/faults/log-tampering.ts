import fc from "fast-check";
import { z } from "zod";
import { lying } from "./disk.ts";
import type { Fault, FaultKind } from "./fault.ts";
import { faultFields, milliseconds, twoHosts } from "./targets.ts";

const ways = ["lost", "truncated", "corrupted", "repeated", "swapped"] as const;

const schema = z.strictObject({
  kind: z.literal("log-tampering"),
  ...faultFields,
  /** Entries go from the primary, acknowledgements come from the backup. */
  target: z.string().regex(/^[^->.]+>[^->.]+$/, "expected two hosts: A>B"),
  how: z.enum(ways),
  count: z.int().min(1).max(100),
});

type LogTampering = z.infer<typeof schema> & Fault;

/** What a checksum of 16 bits lets through: the log's own must catch it. */
export const logTampering: FaultKind<LogTampering> = {
  name: "log-tampering",
  family: "log",
  claim: "entries or acknowledgements on the logging channel are lost, truncated, corrupted, repeated or swapped",
  regimes: lying,
  schema,
  arbitrary: (topology, untilNs) =>
    fc
      .record({
        at: milliseconds(0, Math.floor(untilNs / 1_000_000)),
        target: twoHosts(topology, [">"]),
        how: fc.constantFrom(...ways),
        count: fc.integer({ min: 1, max: 3 }),
      })
      .map((chosen) => ({ kind: "log-tampering", ...chosen })),
  apply(world, { target, how, count }, index) {
    const [from, to] = target.split(">").map((name) => world.hostIndex(name)) as [number, number];
    world.streams.tampering.push({ fault: index, from, to, how, remaining: count, kept: null });
  },
  read: ({ target, how, count }) =>
    `channel ${target.replace(">", " to ")}: the next ${count === 1 ? "segment is" : `${count} segments are`} ${how}`,
};
