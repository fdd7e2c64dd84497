/** Inputs wait for the end of an epoch of 50 ms. Shows with: a client that waits for its answer. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

const EPOCH_NS = 50_000_000;

export const interruptsPerEpoch: Mutant = {
  id: "interrupts-per-epoch",
  row: "3",
  about: "inputs wait for the end of an epoch of 50 ms",
  situation: "a client that waits for its answer",
  property: "prompt-input",
  scenario: "failover-kv",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 1 },
    regime: "bounded",
    schedule: [],
  },
  parts: {
    ...standardParts,
    arrival: { ...standardParts.arrival, deliverNs: (arrivedNs) => Math.ceil(arrivedNs / EPOCH_NS) * EPOCH_NS },
  },
};
