import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";
import { milliseconds, seconds } from "./targets.ts";

/** In a bounded run the log still fits: an idle one takes up to 1.4 Mbit/s (paper 4.1). */
const leastBitsPerSecond = { bounded: 4_000_000, unbounded: 20_000, corrupting: 20_000 } as const;

export const linkBandwidth = linkFault({
  name: "link-bandwidth",
  claim: "a link carries less, and its queue drops what would wait too long",
  fields: { bitsPerSecond: z.int().min(1), queueNs: z.int().min(0) },
  chosen: (regime) =>
    fc.record({
      bitsPerSecond: fc.integer({ min: leastBitsPerSecond[regime], max: 100_000_000 }),
      queueNs: milliseconds(1, 100),
    }),
  silences: false,
  impairment: (fields) => fields,
  read: ({ bitsPerSecond, queueNs }) => `carries ${bitsPerSecond} bit/s, at most ${seconds(queueNs)} of them waiting,`,
});
