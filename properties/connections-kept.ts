/** What a client of TCP notices of a failover is a pause: its connections live in the guest, and so outlive its hosts. */
import { workloads } from "../scenarios/workloads.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

class ConnectionsKept extends Watcher {
  observe(event: TraceEvent): void {
    if (event.kind !== "connection") return;
    this.witnessed++;
    // Whoever had no connection has none to lose.
    if (event.state !== "opened")
      this.violate(
        event,
        `connection ${event.connection} of client ${event.client} lasts until the client closes it`,
        `it ended: ${event.state}`,
      );
  }
}

export const connectionsKept: Property = {
  name: "connections-kept",
  claim: "a connection ends only when its client closes it",
  kind: "safety",
  regimes: ["bounded"],
  concerns: ({ clients }) => clients.some(({ workload }) => workloads[workload]?.transport === "tcp"),
  watches: ["connection"],
  start: (run) => new ConnectionsKept(run),
};
