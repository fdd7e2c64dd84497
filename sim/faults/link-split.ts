import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";

export const linkSplit = linkFault({
  name: "link-split",
  claim: "what a stream writes at once arrives in pieces",
  fields: { splitPerMillion: z.int().min(1).max(1_000_000) },
  chosen: () => fc.record({ splitPerMillion: fc.integer({ min: 1, max: 1_000_000 }) }),
  silences: false,
  impairment: ({ splitPerMillion }) => ({ splitPerMillion }),
  read: ({ splitPerMillion }) => `splits ${splitPerMillion} writes in a million`,
});
