import fc from "fast-check";
import { z } from "zod";
import { diskFault, failStop } from "./disk.ts";

export const diskThrottle = diskFault({
  name: "disk-throttle",
  claim: "a disk moves few bytes a second",
  regimes: failStop,
  fields: { bytesPerSecond: z.int().min(1) },
  chosen: () => fc.record({ bytesPerSecond: fc.integer({ min: 50_000, max: 10_000_000 }) }),
  isCounted: false,
  impairment: ({ bytesPerSecond }) => ({ bytesPerSecond }),
  read: ({ bytesPerSecond }) => `moves ${bytesPerSecond} bytes a second`,
});
