/** An idle primary says so just before its backup would suspect it. Shows with: a guest that does nothing, and a way to
 * the backup that now and then takes longer. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const rareKeepAlives: Mutant = {
  id: "rare-keep-alives",
  row: "13",
  about: "keep-alives come just before the detector's timeout",
  situation: "a guest that does nothing, and a log path that now and then takes longer",
  property: "no-false-failover",
  scenario: "idle-guest",
  shown: {
    seed: 4,
    settings: { seconds: 8, quiet: 8, jitter: 250_000 },
    regime: "bounded",
    schedule: [{ kind: "crash", target: "primary", at: 7_500_000_000, guard: "whenProtected" }],
  },
  parts: {
    ...standardParts,
    logSender: {
      ...standardParts.logSender,
      keepAliveNs: (saidNs, _unsent, { detectorTimeoutNs }) => saidNs + detectorTimeoutNs - detectorTimeoutNs / 20,
    },
  },
};
