import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";

export const tinyBuffers = kvScenario({
  name: "tiny-buffers",
  claim: "the backup starves and its small buffer fills: the primary stops, nothing is dropped, and nobody dies of it",
  defaults: { clients: 4, think: 100, retry: 50, speed: 100_000 },
  world: { ft: { logBufferBytes: 4096, receiveBufferBytes: 2048 } },
  schedule: (_topology, untilNs) =>
    fc
      .record({ at: milliseconds(2000, Math.floor(untilNs / 1_000_000) - 7000), forNs: milliseconds(3000, 7000) })
      .map((slow): readonly Fault[] => [{ kind: "slow-cpu", target: "backup", perMille: 1, ...slow } as Fault]),
});
