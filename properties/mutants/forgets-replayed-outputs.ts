/** The winner does not send what its replay produced since the last release note. Shows with: the primary dies between an output's entry and its release. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const forgetsReplayedOutputs: Mutant = {
  id: "forgets-replayed-outputs",
  row: "8",
  about: "the winner does not send what its replay produced since the last release note",
  situation: "the primary dies between an output's entry and its release",
  property: "no-lost-output",
  scenario: "lossy-network",
  parts: { ...standardParts, goLive: { ...standardParts.goLive, outputsToSend: () => [] } },
};
