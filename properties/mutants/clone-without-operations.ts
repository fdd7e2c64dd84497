/** A clone gets the machine's state without the disk operations that are under way at the cut. Shows with: a move of the
 * primary of a guest that waits for its disk; its destination never issues them. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const cloneWithoutOperations: Mutant = {
  id: "clone-without-operations",
  row: "23",
  about: "a clone gets the state without the disk operations that are under way at the cut",
  situation: "the primary moves while its guest waits for the disk",
  property: "converges",
  scenario: "always-writing",
  shown: {
    seed: 1,
    settings: { seconds: 8, quiet: 8 },
    regime: "bounded",
    schedule: [{ kind: "move", at: 3_000_000_000, target: "primary" }],
  },
  parts: { ...standardParts, vmotion: { ...standardParts.vmotion, carried: ({ held }) => ({ held, disk: [] }) } },
};
