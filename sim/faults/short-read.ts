import fc from "fast-check";
import { diskFault, lying } from "./disk.ts";

export const shortRead = diskFault({
  name: "short-read",
  claim: "a read brings the first sectors and zeros for the rest",
  regimes: lying,
  fields: {},
  chosen: () => fc.constant({}),
  isCounted: true,
  impairment: () => ({ lies: "short-read" }),
  read: () => "reads too little",
});
