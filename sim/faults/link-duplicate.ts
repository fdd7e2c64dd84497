import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";

export const linkDuplicate = linkFault({
  name: "link-duplicate",
  claim: "datagrams and frames come twice",
  fields: { duplicatePerMillion: z.int().min(1).max(1_000_000) },
  chosen: () => fc.record({ duplicatePerMillion: fc.integer({ min: 1, max: 500_000 }) }),
  silences: false,
  impairment: ({ duplicatePerMillion }) => ({ duplicatePerMillion }),
  read: ({ duplicatePerMillion }) => `doubles ${duplicatePerMillion} packets in a million`,
});
