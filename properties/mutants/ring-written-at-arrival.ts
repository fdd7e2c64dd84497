/** The host puts a frame into the receive ring when it arrives; the interrupt, and with it the log entry, follow. Shows with:
 * a guest that looks at its ring in mid-stream. */
import { fillReceiveRing } from "./guest-memory.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

/** From the ring to the interrupt. */
const INTERRUPT_NS = 2_000_000;

export const ringWrittenAtArrival: Mutant = {
  id: "ring-written-at-arrival",
  row: "35",
  about: "a frame is in the receive ring before its log entry",
  situation: "a guest that looks at its ring in mid-stream",
  property: "replay-identical",
  scenario: "racer",
  shown: { seed: 1, settings: { seconds: 6, quiet: 8, speed: 100_000 }, regime: "bounded", schedule: [] },
  parts: {
    ...standardParts,
    arrival: { ...standardParts.arrival, deliverNs: (arrivedNs) => arrivedNs + INTERRUPT_NS },
    bounce: {
      ...standardParts.bounce,
      arrived(input, machine) {
        if (input.kind === "frame") fillReceiveRing(machine, input.bytes);
      },
    },
  },
};
