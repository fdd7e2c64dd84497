import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";

export const onePathCut = kvScenario({
  name: "one-path-cut",
  claim: "heartbeats or the log alone fall silent for long: either is reason enough to go on without the other side",
  schedule: (_topology, untilNs) =>
    fc
      .record({
        at: milliseconds(2000, Math.floor(untilNs / 1_000_000) - 8000),
        forNs: milliseconds(5500, 8000),
        path: fc.constantFrom("log", "heartbeat"),
        target: fc.constantFrom("primary-backup", "primary>backup", "backup>primary"),
        unanswered: fc.oneof(
          { weight: 3, arbitrary: fc.constant(null) },
          { weight: 1, arbitrary: fc.constantFrom("primary", "backup") },
        ),
      })
      .map(({ unanswered, ...cut }): readonly Fault[] => [
        { kind: "partition", guard: "whenProtected", ...cut } as Fault,
        // The other path still speaks when the asker waits for its answer.
        ...(unanswered ? [{ kind: "arbiter-reply-lost", target: unanswered, at: cut.at, count: 1 } as Fault] : []),
      ]),
});
