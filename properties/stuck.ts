/** A run that reaches a limit on events or virtual time is a finding, never a hang (DESIGN 3, law 10). */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { moment } from "./words.ts";

class Stuck extends Watcher {
  observe(event: TraceEvent): void {
    if (event.kind !== "end") return;
    this.witnessed++;
    if (event.reason !== "done")
      this.violate(event, "the run ends within its limits", `it met its ${event.reason} at ${moment(event.atNs)}`);
  }
}

export const stuck: Property = {
  name: "stuck",
  claim: "the run ended within its limits on events and virtual time",
  kind: "liveness",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["end"],
  ofWorld: true,
  start: (run) => new Stuck(run),
};
