import fc from "fast-check";
import { linkFault } from "./link.ts";

/** On the log path alone this is a stream that stalls. */
export const linkClog = linkFault({
  name: "link-clog",
  claim: "nothing moves on a link, nothing is lost, then all comes at once",
  fields: {},
  chosen: () => fc.constant({}),
  silences: true,
  impairment: (_fields, untilNs) => ({ clogUntilNs: untilNs, queueNs: Number.MAX_SAFE_INTEGER }),
  read: () => "is clogged",
});
