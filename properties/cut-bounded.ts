/** FT VMotion clones a running VM and stops it for less than a second (paper 3.1). */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

const STOP_MAX_NS = 1_000_000_000;

class CutBounded extends Watcher {
  observe(event: TraceEvent): void {
    if (event.kind !== "replica" || event.observation.what !== "vmotion") return;
    const { step, stopNs, replica, to } = event.observation;
    if (step === "cut") this.witnessed++;
    if (stopNs >= STOP_MAX_NS)
      this.violate(
        event,
        `the VM stops for less than ${duration(STOP_MAX_NS)} while ${replica} clones it to ${to}`,
        `it stopped for ${duration(stopNs)}`,
      );
  }
}

export const cutBounded: Property = {
  name: "cut-bounded",
  claim: "VMotion stops the VM under one second",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new CutBounded(run),
};
