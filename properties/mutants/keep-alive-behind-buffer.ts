/** Keep-alives wait until the receiver has room for the entries before them. Shows with: tiny buffers and a slow backup. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const keepAliveBehindBuffer: Mutant = {
  id: "keep-alive-behind-buffer",
  row: "12",
  about: "keep-alives wait until the receiver has room for the entries before them",
  situation: "tiny buffers and a slow backup",
  property: "no-false-failover",
  scenario: "tiny-buffers",
  parts: {
    ...standardParts,
    logSender: {
      ...standardParts.logSender,
      keepAliveNs: (saidNs, unsent, tuning) => (unsent ? Infinity : saidNs + tuning.keepAliveIntervalNs),
    },
  },
};
