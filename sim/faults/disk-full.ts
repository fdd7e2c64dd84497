import fc from "fast-check";
import { diskFault } from "./disk.ts";

export const diskFull = diskFault({
  name: "disk-full",
  claim: "a thinly provisioned disk has no room: writes to sectors never written before fail",
  regimes: ["unbounded", "corrupting"],
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: false,
  impairment: () => ({ full: true }),
  read: () => "is full",
});
