/** The disk takes a write's bytes from guest memory when it gets to it. Shows with: a guest that edits the page of a write
 * which waits for its acknowledgement. */
import { buffersOf, gather } from "./guest-memory.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Mutant } from "./mutant.ts";

export const noBounceForWrites: Mutant = {
  id: "no-bounce-for-writes",
  row: "33",
  about: "the disk takes the bytes of a write from guest memory when it gets to it",
  situation: "a guest that edits the page of a write",
  property: "disk-consistent",
  scenario: "racer",
  shown: { seed: 1, settings: { seconds: 6, quiet: 8, speed: 100_000 }, regime: "bounded", schedule: [] },
  parts: {
    ...standardParts,
    bounce: {
      ...standardParts.bounce,
      outgoing(operation, machine) {
        const buffers = buffersOf(machine, operation.operation);
        return operation.type === "write" && buffers.length > 0
          ? { ...operation, data: gather(machine, buffers) }
          : operation;
      },
    },
  },
};
