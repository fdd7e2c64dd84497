/** Storage compares a request with the record as it was when the request came in. Shows with: primary and backup ask at nearly the same time. */
import { compareAndSet } from "../../core/ft/record.ts";
import { standardParts } from "../../core/ft/parts.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { Mutant } from "./mutant.ts";

export const readThenWrite: Mutant = {
  id: "read-then-write",
  row: "14",
  about: "storage compares a request with the record as it was when the request came in",
  situation: "primary and backup ask at nearly the same time",
  property: "single-live",
  scenario: "contested",
  shown: {
    seed: 1,
    settings: { seconds: 6, quiet: 8 },
    regime: "bounded",
    schedule: [
      {
        kind: "partition",
        target: "primary-backup",
        at: 3_000_000_000,
        forNs: 3_000_000_000,
        guard: "whenProtected",
      } as Fault,
      {
        kind: "arbiter-slow",
        target: "storage",
        at: 3_000_000_000,
        forNs: 3_000_000_000,
        lateNs: 500_000_000,
      } as Fault,
    ],
  },
  parts: {
    ...standardParts,
    arbiter: {
      ...standardParts.arbiter,
      compareAndSet(record, request, read) {
        const { record: written, reply } = compareAndSet(read, request);
        return reply.granted ? { record: written, reply } : { record, reply: { ...reply, record } };
      },
    },
  },
};
