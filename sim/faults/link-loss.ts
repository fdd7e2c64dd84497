import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";

/** In a bounded run twenty heartbeats in a row stay out of reach of chance. */
const mostPerMillion = { bounded: 200_000, unbounded: 900_000, corrupting: 900_000 } as const;

export const linkLoss = linkFault({
  name: "link-loss",
  claim: "a link loses packets: datagrams and frames for good, segments of streams until they are sent again",
  fields: { lossPerMillion: z.int().min(1).max(1_000_000) },
  chosen: (regime) => fc.record({ lossPerMillion: fc.integer({ min: 1, max: mostPerMillion[regime] }) }),
  silences: false,
  impairment: ({ lossPerMillion }) => ({ lossPerMillion }),
  read: ({ lossPerMillion }) => `loses ${lossPerMillion} packets in a million`,
});
