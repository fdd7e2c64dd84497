import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";
import { milliseconds, seconds } from "./targets.ts";

export const linkReplay = linkFault({
  name: "link-replay",
  claim: "old datagrams and frames come once more, long after",
  fields: { replayPerMillion: z.int().min(1).max(1_000_000), replayNs: z.int().min(1) },
  chosen: () =>
    fc.record({ replayPerMillion: fc.integer({ min: 1, max: 200_000 }), replayNs: milliseconds(100, 6000) }),
  silences: false,
  impairment: (fields) => fields,
  read: ({ replayPerMillion, replayNs }) =>
    `brings ${replayPerMillion} packets in a million again ${seconds(replayNs)} later`,
});
