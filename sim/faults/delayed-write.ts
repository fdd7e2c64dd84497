import fc from "fast-check";
import { z } from "zod";
import { diskFault, failStop } from "./disk.ts";
import { milliseconds, seconds } from "./targets.ts";

/** Long enough, and a failover lies between: storage must refuse it then. */
export const delayedWrite = diskFault({
  name: "delayed-write",
  claim: "writes are held in the storage network, or by a host's own disk, and land much later, if they may",
  regimes: failStop,
  fields: { holdNs: z.int().min(1) },
  chosen: () => fc.record({ holdNs: milliseconds(10, 5000) }),
  isCounted: true,
  impairment: ({ holdNs }) => ({ holdWritesNs: holdNs }),
  read: ({ holdNs }) => `writes land ${seconds(holdNs)} late`,
});
