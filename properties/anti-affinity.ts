/** Two replicas on one host fall together (paper 3.3). */
import { hostOf } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

class AntiAffinity extends Watcher {
  observe(event: TraceEvent): void {
    if (event.kind === "record") {
      const { owner, backup } = event.record;
      if (owner && backup) this.#judge(event, owner, backup);
    } else if (event.kind === "replica" && event.observation.what === "vmotion" && event.observation.step === "began") {
      const { replica, to } = event.observation;
      const { record } = this.run.chronicle;
      // Neither the one that stays nor the one that is replaced: until the move is committed, it is a replica.
      if (record?.owner !== replica) return;
      this.#judge(event, replica, to);
      if (record.backup) this.#judge(event, record.backup, to);
    }
  }

  #judge(event: TraceEvent, one: string, other: string): void {
    this.witnessed++;
    if (hostOf(one) === hostOf(other))
      this.violate(event, `${one} and ${other} are on different hosts`, `both are on host ${hostOf(one)}`);
  }
}

export const antiAffinity: Property = {
  name: "anti-affinity",
  claim: "never two replicas on one host",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "vmotion"],
  start: (run) => new AntiAffinity(run),
};
