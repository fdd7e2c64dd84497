import fc from "fast-check";
import { diskFault, lying } from "./disk.ts";

export const misdirectedRead = diskFault({
  name: "misdirected-read",
  claim: "a read brings other sectors than were asked for",
  regimes: lying,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: true,
  impairment: () => ({ lies: "misdirected-read" }),
  read: () => "reads elsewhere",
});
