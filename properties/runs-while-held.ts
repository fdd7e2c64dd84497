/** The output waits, the VM runs on (paper 2.2): between an output and its release the primary executes. */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** A guest has a timer interrupt in any such time, even when it has nothing else to do. */
const HELD_NS = 150_000_000;

class RunsWhileHeld extends Watcher {
  /** Outputs of the live primary that wait: since when, and the position at which it made them. */
  readonly #held = new Map<number, { readonly by: string; readonly atNs: number; readonly position: number }>();

  observe(event: TraceEvent): void {
    const { chronicle } = this.run;
    if (event.kind === "record" || event.kind === "host") {
      this.#held.clear();
      return;
    }
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (seen.what === "phase") this.#held.clear();
    else if (seen.what === "produced" && seen.live)
      this.#held.set(seen.output, { by: seen.replica, atNs: event.atNs, position: seen.position });
    else if (seen.what === "released") {
      const held = this.#held.get(seen.output);
      this.#held.delete(seen.output);
      if (!held || held.by !== seen.replica || event.atNs - held.atNs < HELD_NS) return;
      if (chronicle.disturbances.within(event.atNs - held.atNs, "host", "clock", "control")) return;
      this.witnessed++;
      if (chronicle.state(seen.replica).position <= held.position)
        this.violate(
          event,
          `${seen.replica} executes while ${seen.device} ${seen.output} waits for its acknowledgement`,
          `it stood at position ${held.position} for ${duration(event.atNs - held.atNs)}`,
        );
    }
  }
}

export const runsWhileHeld: Property = {
  name: "runs-while-held",
  claim: "the VM retires instructions while outputs wait",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new RunsWhileHeld(run),
};
