import fc from "fast-check";
import { diskFault, lying } from "./disk.ts";

export const tornWrite = diskFault({
  name: "torn-write",
  claim: "the disk says that a write is done, and some of its sectors are as they were",
  regimes: lying,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: true,
  impairment: () => ({ lies: "torn-write" }),
  read: () => "tears writes",
});
