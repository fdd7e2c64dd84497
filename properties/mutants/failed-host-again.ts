/** The host that failed last is chosen for the next backup. Shows with: a host that dies for good, and a third one. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const failedHostAgain: Mutant = {
  id: "failed-host-again",
  row: "24",
  about: "the host that failed last is chosen for the next backup",
  situation: "a host that dies for good, and a third one",
  property: "reprotected",
  scenario: "vmotion-under-load",
  parts: {
    ...standardParts,
    placement: { ...standardParts.placement, choose: (hosts, _own, failed) => failed.at(-1) ?? hosts[0] ?? null },
  },
};
