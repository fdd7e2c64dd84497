import fc from "fast-check";
import { diskFault, lying } from "./disk.ts";

export const lostWrite = diskFault({
  name: "lost-write",
  claim: "the disk says that a write is done, and nothing was written",
  regimes: lying,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: true,
  impairment: () => ({ lies: "lost-write" }),
  read: () => "loses writes",
});
