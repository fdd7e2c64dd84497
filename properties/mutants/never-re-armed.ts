/** Nobody looks for another backup. Shows with: a failover where a host is free. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const neverReArmed: Mutant = {
  id: "never-re-armed",
  row: "19",
  about: "nobody looks for another backup",
  situation: "a failover where a host is free",
  property: "reprotected",
  scenario: "rolling-hosts",
  parts: { ...standardParts, placement: { ...standardParts.placement, choose: () => null } },
};
