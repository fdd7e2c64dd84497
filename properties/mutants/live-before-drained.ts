/** The backup goes live without executing what it acknowledged. Shows with: the primary dies while the backup lags. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const liveBeforeDrained: Mutant = {
  id: "live-before-drained",
  row: "11",
  about: "the backup goes live without executing what it acknowledged",
  situation: "the primary dies while the backup lags",
  property: "single-history",
  scenario: "failover-kv",
  parts: { ...standardParts, goLive: { ...standardParts.goLive, drained: () => true } },
};
