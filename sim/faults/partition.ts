import fc from "fast-check";
import { linkFault } from "./link.ts";

/** Datagrams and frames are lost; streams and disk commands stall and go on afterwards. */
export const partition = linkFault({
  name: "partition",
  claim: "two ends are cut from each other, one way or both: log path, heartbeat path, client links, storage",
  fields: {},
  chosen: () => fc.constant({}),
  silences: true,
  impairment: () => ({ cut: true }),
  read: () => "is cut",
});
