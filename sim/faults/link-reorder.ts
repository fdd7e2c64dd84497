import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";
import { milliseconds, seconds } from "./targets.ts";

/** Datagrams and frames each take a time of their own: streams keep their order and pay with delay. */
export const linkReorder = linkFault({
  name: "link-reorder",
  claim: "packets overtake each other",
  fields: { jitterNs: z.int().min(1) },
  chosen: () => fc.record({ jitterNs: milliseconds(1, 300) }),
  silences: false,
  impairment: ({ jitterNs }) => ({ delay: { baseNs: 0, jitterNs, tailPerMille: 0, tailNs: 0 } }),
  read: ({ jitterNs }) => `mixes packets within ${seconds(jitterNs)}`,
});
