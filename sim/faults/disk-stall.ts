import fc from "fast-check";
import { diskFault, failStop } from "./disk.ts";

export const diskStall = diskFault({
  name: "disk-stall",
  claim: "a disk does nothing for a while, then all that has come",
  regimes: failStop,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: false,
  impairment: (_fields, untilNs) => ({ stallUntilNs: untilNs }),
  read: () => "does nothing",
});
