/** The MAC address is announced once. Shows with: the announcement is lost, and the guest sends nothing by itself. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const announcedOnce: Mutant = {
  id: "announced-once",
  row: "21",
  about: "the MAC address is announced once",
  situation: "the announcement is lost, and the guest sends nothing by itself",
  property: "converges",
  scenario: "lost-announcement",
  parts: { ...standardParts, announcer: { ...standardParts.announcer, nextNs: () => null } },
};
