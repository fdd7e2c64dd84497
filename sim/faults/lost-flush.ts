import fc from "fast-check";
import { diskFault, lying } from "./disk.ts";

export const lostFlush = diskFault({
  name: "lost-flush",
  claim: "the disk says that its cache is durable, and it is not: a loss of power shows it",
  regimes: lying,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: true,
  impairment: () => ({ lies: "lost-flush" }),
  read: () => "ignores flushes",
});
