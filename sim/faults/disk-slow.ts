import fc from "fast-check";
import { z } from "zod";
import { diskFault, failStop } from "./disk.ts";
import { milliseconds, seconds } from "./targets.ts";

export const diskSlow = diskFault({
  name: "disk-slow",
  claim: "a disk takes longer: a fixed time, a random one, and now and then much longer; commands overtake each other",
  regimes: failStop,
  fields: {
    delayNs: z.int().min(0),
    jitterNs: z.int().min(0),
    tailPerMille: z.int().min(0).max(1000),
    tailNs: z.int().min(0),
  },
  chosen: () =>
    fc.record({
      delayNs: milliseconds(0, 100),
      jitterNs: milliseconds(0, 100),
      tailPerMille: fc.integer({ min: 0, max: 100 }),
      tailNs: milliseconds(0, 1000),
    }),
  isCounted: false,
  impairment: ({ delayNs, ...rest }) => ({ delay: { baseNs: delayNs, ...rest } }),
  read: ({ delayNs, jitterNs }) => `${seconds(delayNs)} to ${seconds(delayNs + jitterNs)} slower`,
});
