/** The output waits, the VM runs on (paper 2.2): between an output and its release the primary executes. */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** A guest may halt right after an output; not after so many in a row. */
const IN_A_ROW = 12;

class RunsWhileHeld extends Watcher {
  /** Outputs of the live primary that wait: the position at which it made them. */
  readonly #held = new Map<number, { readonly by: string; readonly position: number }>();
  #stood = 0;

  observe(event: TraceEvent): void {
    if (event.kind === "record" || event.kind === "host") this.#begin();
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (seen.what === "phase") this.#begin();
    // While a write alone waits, nothing in the trace says what the VM does.
    else if (seen.what === "produced" && seen.live && seen.device !== "disk")
      this.#held.set(seen.output, { by: seen.replica, position: seen.position });
    else if (seen.what === "released") {
      const held = this.#held.get(seen.output);
      this.#held.delete(seen.output);
      if (held?.by !== seen.replica || seen.heldNs === 0) return;
      this.witnessed++;
      this.#stood = this.run.chronicle.state(seen.replica).position > held.position ? 0 : this.#stood + 1;
      if (this.#stood < IN_A_ROW) return;
      this.#stood = 0;
      this.violate(
        event,
        `${seen.replica} executes while outputs wait for their acknowledgement`,
        `it stood still through the last ${IN_A_ROW}; ${seen.device} ${seen.output} waited ${duration(seen.heldNs)} at position ${held.position}`,
      );
    }
  }

  #begin(): void {
    this.#held.clear();
    this.#stood = 0;
  }
}

export const runsWhileHeld: Property = {
  name: "runs-while-held",
  claim: "the VM retires instructions while outputs wait",
  kind: "safety",
  regimes: ["bounded"],
  watches: ["record", "host", "phase", "produced", "released"],
  start: (run) => new RunsWhileHeld(run),
};
