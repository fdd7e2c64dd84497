import fc from "fast-check";
import { diskFault, lying } from "./disk.ts";

export const misdirectedWrite = diskFault({
  name: "misdirected-write",
  claim: "a write lands on other sectors than it was meant for",
  regimes: lying,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: true,
  impairment: () => ({ lies: "misdirected-write" }),
  read: () => "writes elsewhere",
});
