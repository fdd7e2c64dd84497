import fc from "fast-check";
import { z } from "zod";
import { linkFault } from "./link.ts";

/** At most three bits of a frame: the Ethernet FCS catches them all, so the receiver drops the frame. */
export const linkCorrupt = linkFault({
  name: "link-corrupt",
  claim: "bits of packets flip; the receiver's checksum catches it",
  fields: { corruptPerMillion: z.int().min(1).max(1_000_000) },
  chosen: () => fc.record({ corruptPerMillion: fc.integer({ min: 1, max: 200_000 }) }),
  silences: false,
  impairment: ({ corruptPerMillion }) => ({ corruptPerMillion }),
  read: ({ corruptPerMillion }) => `spoils ${corruptPerMillion} packets in a million`,
});
