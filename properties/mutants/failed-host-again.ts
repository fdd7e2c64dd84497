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
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 10, clients: 1, think: 400 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "backup", at: 2_500_000_000 }],
  },
  parts: {
    ...standardParts,
    placement: { ...standardParts.placement, choose: (hosts, _own, failed) => failed.at(-1) ?? hosts[0] ?? null },
  },
};
