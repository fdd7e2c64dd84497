/** The guest's clocks, as its replies show them: what was read after an answer was seen is not earlier than that answer. */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

interface Times {
  readonly tsc: number;
  readonly ticks: number;
}

const START: Times = { tsc: 0, ticks: 0 };

class TimeMonotonic extends Watcher {
  #latest = START;
  /** The latest times that had been seen when a client's open request was made. */
  readonly #floors = new Map<number, Times>();
  /** Clients whose open request is older than the latest cold start: a guest with a disk may answer as its last boot did. */
  readonly #ofLastBoot = new Set<number>();

  observe(event: TraceEvent): void {
    if (event.kind === "record" && event.request?.kind === "cold-start") {
      // Another boot: its clocks begin anew.
      this.#latest = START;
      for (const client of this.#floors.keys()) this.#ofLastBoot.add(client);
    } else if (event.kind === "invoke") {
      this.#ofLastBoot.delete(event.client);
      this.#floors.set(event.client, this.#latest);
    } else if (event.kind === "response") {
      if (this.#ofLastBoot.has(event.client)) return;
      const floor = this.#floors.get(event.client) ?? START;
      this.#check(event, event.client, "TSC", event.guestTsc, floor.tsc);
      this.#check(event, event.client, "tick count", event.guestTicks, floor.ticks);
      this.#latest = {
        tsc: Math.max(this.#latest.tsc, event.guestTsc ?? 0),
        ticks: Math.max(this.#latest.ticks, event.guestTicks ?? 0),
      };
    }
  }

  #check(event: TraceEvent, client: number, clock: string, read: number | null, floor: number): void {
    if (read === null) return;
    this.witnessed++;
    if (read < floor)
      this.violate(
        event,
        `the guest's ${clock} is at least ${floor}, read before`,
        `client ${client} was told ${read}`,
      );
  }
}

export const timeMonotonic: Property = {
  name: "time-monotonic",
  claim: "the guest never reads a time earlier than one it read before",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "invoke", "response"],
  start: (run) => new TimeMonotonic(run),
};
