import fc from "fast-check";
import type { Fault } from "../sim/faults/fault.ts";
import { milliseconds } from "../sim/faults/targets.ts";
import { kvScenario } from "./kv-scenario.ts";
import { anyFaults, isHarmless, settledMs } from "./schedules.ts";

export const powerOff = kvScenario({
  name: "power-off",
  claim: "the operator powers the VM off, while hosts may die: both replicas end, and neither takes it for a failure",
  defaults: { seconds: 8, quiet: 8, think: 100 },
  schedule(topology, untilNs, regime, swarm) {
    const order = fc
      .record({
        at: milliseconds(settledMs, Math.floor(untilNs / 1_000_000) - 2000),
        victim: fc.option(fc.constantFrom("primary", "backup")),
        laterNs: milliseconds(-500, 500),
      })
      .map(({ at, victim, laterNs }): readonly Fault[] => [
        { kind: "power-off", at, target: "primary" },
        ...(victim ? [{ kind: "crash", at: at + laterNs, target: victim, guard: "whenProtected" } as const] : []),
      ]);
    return fc.tuple(order, anyFaults(topology, untilNs, regime, 2, isHarmless, swarm)).map((parts) => parts.flat());
  },
});
