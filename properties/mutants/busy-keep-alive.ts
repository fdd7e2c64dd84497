/** A keep-alive is due again as soon as one was sent: time stands still. Shows with: any run. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const busyKeepAlive: Mutant = {
  id: "busy-keep-alive",
  row: "-",
  about: "a keep-alive is due again as soon as one was sent: time stands still",
  situation: "any run",
  property: "stuck",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [],
  },
  parts: { ...standardParts, logSender: { ...standardParts.logSender, keepAliveNs: (saidNs) => saidNs } },
};
