/** The guest's compare-and-set is not atomic under interrupts. Shows with: clients that compare and set the same few keys at the same time. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const nonAtomicGuest: Mutant = {
  id: "non-atomic-guest",
  row: "-",
  about: "the guest's compare-and-set is not atomic under interrupts",
  situation: "clients that compare and set the same few keys at the same time",
  property: "linearizable",
  scenario: "hot-keys",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, clients: 4, think: 20 },
    regime: "bounded",
    schedule: [],
  },
  parts: standardParts,
  guest: "nonatomic",
};
