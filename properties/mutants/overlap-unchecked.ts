/** Overlapping disk operations are not put in order. Shows with: two writes to a block, and storage that reorders. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const overlapUnchecked: Mutant = {
  id: "overlap-unchecked",
  row: "32",
  about: "overlapping disk operations are not put in order",
  situation: "two writes to a block, and storage that reorders",
  property: "disk-consistent",
  scenario: "failover-kv",
  parts: { ...standardParts, diskOrder: { ...standardParts.diskOrder, mayIssue: () => true } },
};
