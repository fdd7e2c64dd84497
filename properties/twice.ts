/** Why two runs of one plan differ: steps both worlds side by side and names the first event that is not the same. */
import type { Environment } from "../scenarios/environment.ts";
import { createWorld } from "../scenarios/run.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { planOf, type RunSpec } from "./run.ts";
import { moment } from "./words.ts";

export function firstDifference(spec: RunSpec, environment: Environment): string {
  const worlds = [0, 1].map(() => createWorld(planOf(spec), environment));
  const told: TraceEvent[][] = [[], []];
  for (const [i, world] of worlds.entries()) world.observe((event) => told[i]!.push(event));
  try {
    for (;;) {
      const more = worlds.map((world) => world.step());
      const lines = told.map((events) => events.splice(0).map((event) => JSON.stringify(event)));
      for (let i = 0; i < Math.max(lines[0]!.length, lines[1]!.length); i++)
        if (lines[0]![i] !== lines[1]![i])
          return `first difference at ${moment(worlds[0]!.nowNs)}:\n  once   ${lines[0]![i] ?? "nothing"}\n  again  ${lines[1]![i] ?? "nothing"}`;
      if (worlds[0]!.traceHash !== worlds[1]!.traceHash)
        return `first difference at ${moment(worlds[0]!.nowNs)}, in the simulator's own events (number ${worlds[0]!.eventCount})`;
      if (!more.some(Boolean)) return "side by side both ran alike: the difference needs state from an earlier run";
    }
  } finally {
    for (const world of worlds) world.discard();
  }
}
