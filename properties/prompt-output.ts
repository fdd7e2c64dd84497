/** An output waits for a round trip of the log, not for the backup to execute or for a timer (paper 3.2). */
import type { Link } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** Beyond the round trip: queueing behind a few full batches. */
const STATED_NS = 8_000_000;
/** How far back a disturbance still explains a wait. */
const AFTERMATH_NS = 3_000_000_000;

/** The longest that a packet takes one way. */
export function longestNs({ delay }: Link): number {
  return delay.baseNs + delay.jitterNs + (delay.tailPerMille > 0 ? delay.tailNs : 0);
}

class PromptOutput extends Watcher {
  readonly #boundNs: number;
  #changedNs = 0;

  constructor(run: Run) {
    super(run);
    this.#boundNs = 2 * longestNs(run.topology.links.log) + STATED_NS;
  }

  observe(event: TraceEvent): void {
    if (event.kind === "record" || event.kind === "host") this.#changedNs = event.atNs;
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (seen.what === "phase" || seen.what === "vmotion") this.#changedNs = event.atNs;
    if (seen.what !== "released" || seen.again || seen.device === "disk") return;
    const { chronicle } = this.run;
    if (event.atNs - this.#changedNs < AFTERMATH_NS) return;
    if (chronicle.disturbances.within(AFTERMATH_NS, "network", "clock", "control")) return;
    this.witnessed++;
    if (seen.heldNs > this.#boundNs)
      this.violate(
        event,
        `${seen.device} ${seen.output} of ${seen.replica} waits at most ${duration(this.#boundNs)}: a round trip and ${duration(STATED_NS)}`,
        `it waited ${duration(seen.heldNs)}`,
      );
  }
}

export const promptOutput: Property = {
  name: "prompt-output",
  claim: "an output waits no longer than a round trip plus a stated time",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new PromptOutput(run),
};
