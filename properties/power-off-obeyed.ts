/** Powering off travels in the log (paper 3.3): both replicas end, and neither takes the other's silence for a failure. */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";

class PowerOffObeyed extends Watcher {
  /** Entries that the owner had logged when it powered off: who acknowledged them all knows. */
  #through: number | null = null;
  readonly #acknowledged = new Map<ReplicaId, number>();

  observe(event: TraceEvent): void {
    const { chronicle } = this.run;
    if (event.kind === "record") {
      if (event.request?.kind === "cold-start") this.#through = null;
      if (event.record.state === "off" && event.request?.kind === "power-off") this.witnessed++;
      return;
    }
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (seen.what === "acknowledged") this.#acknowledged.set(seen.replica, seen.through);
    else if (seen.what === "powered-off" && seen.replica === chronicle.record?.owner)
      // An owner without a backup asks at once, and whoever it dropped has not got the order.
      this.#through = chronicle.record.backup === null ? null : chronicle.state(seen.replica).loggedThrough;
    else if (seen.what === "asked" && (seen.request.kind === "live" || seen.request.kind === "alone")) {
      if (this.#through === null || (this.#acknowledged.get(seen.replica) ?? -1) < this.#through) return;
      this.violate(
        event,
        `${seen.replica} acknowledged the power-off and ends`,
        `it asked to ${seen.request.kind === "live" ? "go live" : "go on alone"}`,
      );
    }
  }

  override pending(): readonly string[] {
    const { record, replicas } = this.run.chronicle;
    if (record?.state !== "off") return [];
    return [record.owner, record.backup].flatMap((replica) => {
      const phase = replica && this.run.chronicle.isUp(replica) ? replicas.get(replica)?.phase : undefined;
      return phase && phase !== "off" && phase !== "halted" ? [`${replica} is still in phase ${phase}`] : [];
    });
  }
}

export const powerOffObeyed: Property = {
  name: "power-off-obeyed",
  claim: "an acknowledged power-off ends both replicas, without a failover",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "acknowledged", "powered-off", "asked"],
  start: (run) => new PowerOffObeyed(run),
};
