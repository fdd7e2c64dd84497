/** At go-live the guest's time goes on from the new host's clock. Shows with: hosts that were started at different times. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const timeOfNewHost: Mutant = {
  id: "time-of-new-host",
  row: "39",
  about: "at go-live the guest's time goes on from the new host's clock",
  situation: "hosts that were started at different times",
  property: "time-monotonic",
  scenario: "failover-kv",
  parts: { ...standardParts, goLive: { ...standardParts.goLive, guestAheadNs: () => 0 } },
};
