import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { guestScenario } from "./guest-scenario.ts";
import { anyFaults, isHarmless, settledMs } from "./schedules.ts";

const millisecond = 1_000_000;
/** Its successor is live by then, and has issued the write anew. */
const heldMs = { min: 2500, max: 6000 };
/** A guest that its disk holds up: one that never waits for it computes checks of what it reads, all of the run. */
const diskLatency = { baseNs: 30 * millisecond, jitterNs: 30 * millisecond, tailPerMille: 2, tailNs: 10 * millisecond };

export const delayedWrite = guestScenario("disk", "disk", {
  name: "delayed-write",
  claim: "a write that the old primary issued lands, or would, after its successor's: storage keeps the successor's",
  defaults: { seconds: 9, quiet: 8, clients: 1 },
  world: { diskLatency },
  schedule(topology, untilNs, regime, swarm) {
    const death = fc.record({
      kind: fc.constantFrom("crash", "pause"),
      at: milliseconds(settledMs, Math.floor(untilNs / millisecond) - heldMs.max),
      earlier: milliseconds(20, 400),
      holdNs: milliseconds(heldMs.min, heldMs.max),
    });
    return fc.tuple(death, anyFaults(topology, untilNs, regime, 2, isHarmless, swarm)).map(([chosen, others]) => {
      const { kind, at, earlier, holdNs } = chosen;
      const held = { kind: "delayed-write", target: "primary", at: at - earlier, forNs: earlier, holdNs } as Fault;
      const lasting = kind === "pause" ? { forNs: holdNs } : {};
      return [held, { kind, target: "primary", at, guard: "whenProtected", ...lasting }, ...others];
    });
  },
});
