/** A primary whose guest does nothing says nothing. Shows with: a guest that halts with interrupts off. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const noKeepAlive: Mutant = {
  id: "no-keep-alive",
  row: "13",
  about: "a primary whose guest does nothing says nothing",
  situation: "a guest that halts with interrupts off",
  property: "no-false-failover",
  scenario: "idle-guest",
  parts: { ...standardParts, logSender: { ...standardParts.logSender, keepAliveNs: () => Infinity } },
};
