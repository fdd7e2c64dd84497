import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";
import { milliseconds, seconds } from "./targets.ts";

/** In a bounded run several at a time stay far from the detector's timeout. */
const longestMs = { bounded: 150, unbounded: 3000, corrupting: 3000 } as const;

export const linkDelay = linkFault({
  name: "link-delay",
  claim:
    "a link takes longer: by a fixed time, a random one, and now and then much longer; packets overtake each other",
  fields: {
    delayNs: z.int().min(0),
    jitterNs: z.int().min(0),
    tailPerMille: z.int().min(0).max(1000),
    tailNs: z.int().min(0),
  },
  chosen: (regime) =>
    fc.record({
      delayNs: milliseconds(0, longestMs[regime]),
      jitterNs: milliseconds(0, longestMs[regime]),
      tailPerMille: fc.integer({ min: 0, max: 50 }),
      tailNs: milliseconds(0, longestMs[regime]),
    }),
  silences: false,
  impairment: ({ delayNs, ...rest }) => ({ delay: { baseNs: delayNs, ...rest } }),
  read: ({ delayNs, jitterNs }) => `is ${seconds(delayNs)} to ${seconds(delayNs + jitterNs)} slower`,
});
