/** The disk writes what it read into guest memory as it comes; the interrupt, and with it the log entry, follow. Shows with:
 * a guest that polls the page of a read. */
import { buffersOf, scatter } from "./guest-memory.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

/** From the data to the interrupt. */
const INTERRUPT_NS = 2_000_000;

export const noBounceForReads: Mutant = {
  id: "no-bounce-for-reads",
  row: "33",
  about: "what the disk reads is in guest memory before its log entry",
  situation: "a guest that polls the page of a read",
  property: "replay-identical",
  scenario: "racer",
  shown: { seed: 1, settings: { seconds: 6, quiet: 8, speed: 100_000 }, regime: "bounded", schedule: [] },
  parts: {
    ...standardParts,
    arrival: { ...standardParts.arrival, deliverNs: (arrivedNs) => arrivedNs + INTERRUPT_NS },
    bounce: {
      ...standardParts.bounce,
      arrived(input, machine) {
        if (input.kind === "disk" && input.data) scatter(machine, buffersOf(machine, input.operation), input.data);
      },
    },
  },
};
