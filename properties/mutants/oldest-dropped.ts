/** A full log buffer drops its oldest entries, and the primary runs on. Shows with: the backup starves, and the buffers are small. */
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const oldestDropped: Mutant = {
  id: "oldest-dropped",
  row: "25",
  about: "a full log buffer drops its oldest entries, and the primary runs on",
  situation: "the backup starves, and the buffers are small",
  property: "log-intact",
  scenario: "tiny-buffers",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8, think: 20, retry: 20 },
    regime: "bounded",
    schedule: [{ kind: "slow-cpu", target: "backup", at: 2_000_000_000, forNs: 4_000_000_000, perMille: 1 } as Fault],
  },
  parts: {
    ...standardParts,
    logSender: {
      ...standardParts.logSender,
      roomBytes: () => Infinity,
      mayForget: ({ through }, acknowledged, { batchBytes }, { logBufferBytes }) =>
        through <= acknowledged || batchBytes > logBufferBytes,
    },
  },
};
