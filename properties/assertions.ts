/** What the FT stack asserts of itself. Watched by whoever runs the world, for a failed one ends the run. */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

class Assertions extends Watcher {
  observe(_event: TraceEvent): void {
    this.witnessed++;
  }
}

export const assertions: Property = {
  name: "assertions",
  claim: "no assertion of the FT stack fails",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  ofWorld: true,
  start: (run) => new Assertions(run),
};
