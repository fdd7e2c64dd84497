/** Redundancy comes back by itself (paper 3.1), where there is a host to hold it. */
import { hostOf } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** A clone that is given up, another one, and arming. */
const BOUND_NS = 8_000_000_000;

class Reprotected extends Watcher {
  /** Since when the owner lives without a backup while another host could hold one, undisturbed; null: it is not so. */
  #unprotectedNs: number | null = null;
  #reported = false;

  observe(event: TraceEvent): void {
    const { chronicle } = this.run;
    if (event.kind === "record" && event.request?.kind === "arm") this.witnessed++;
    const owner = chronicle.record?.backup === null ? chronicle.liveOwner() : null;
    const waits = owner !== null && this.#candidate(hostOf(owner.id)) !== null;
    if (!waits || event.kind === "fault" || event.kind === "host") {
      this.#unprotectedNs = waits ? event.atNs : null;
      if (!waits) this.#reported = false;
      return;
    }
    this.#unprotectedNs ??= event.atNs;
    if (this.#reported || event.atNs - this.#unprotectedNs <= BOUND_NS) return;
    this.#reported = true;
    this.violate(
      event,
      `${owner.id} has a backup again within ${duration(BOUND_NS)}: host ${this.#candidate(hostOf(owner.id))} could hold it`,
      `it has run alone for ${duration(event.atNs - this.#unprotectedNs)}`,
    );
  }

  #candidate(ownerHost: string): string | null {
    const { topology, chronicle, freeBytes } = this.run;
    const free = topology.hosts.find(({ name }) => {
      const state = chronicle.hosts.get(name) ?? "up";
      const isUp = state === "up" || state === "resumed";
      return name !== ownerHost && isUp && (freeBytes?.(name) ?? Infinity) >= topology.machine.ramBytes;
    });
    return free?.name ?? null;
  }
}

export const reprotected: Property = {
  name: "reprotected",
  claim: "protected again within its bound",
  kind: "liveness",
  regimes: ["bounded"],
  start: (run) => new Reprotected(run),
};
