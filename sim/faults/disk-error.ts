import fc from "fast-check";
import { z } from "zod";
import { diskFault } from "./disk.ts";

/** With a count the error is transient, without it lasts. The guest sees it and has to live with it. */
export const diskError = diskFault({
  name: "disk-error",
  claim: "reads, writes or both fail, some of them or all for a while, and change nothing",
  regimes: ["unbounded", "corrupting"],
  fields: { fails: z.enum(["read", "write", "any"]) },
  chosen: () => fc.record({ fails: fc.constantFrom("read", "write", "any") }),
  isCounted: true,
  impairment: ({ fails }) => ({ fails }),
  read: ({ fails }) => `${fails === "any" ? "reads and writes fail" : `${fails}s fail`}`,
});
