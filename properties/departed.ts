/** Replicas that are gone for good, and when nobody speaks of them any more: what is kept about them may be forgotten. */
import type { HostId, ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";

/** A frame or a write of theirs may still be on its way. */
const GRACE_NS = 120_000_000_000;

const OVER: ReadonlySet<string> = new Set(["halted", "spare", "off"]);

const NOBODY: readonly ReplicaId[] = [];

export class Departed {
  /** Oldest first. */
  readonly #gone = new Map<ReplicaId, number>();

  /** `known`: those that anything is kept of. Returns those to forget now. */
  observe(event: TraceEvent, known: ReadonlyMap<ReplicaId, unknown>): readonly ReplicaId[] {
    if (event.kind === "host" && event.state === "down") this.#hostDied(event.host, event.atNs, known);
    else if (event.kind === "replica" && event.observation.what === "phase" && OVER.has(event.observation.to))
      this.#leave(event.observation.replica, event.atNs);
    const oldest = this.#gone.values().next();
    if (oldest.done || event.atNs - oldest.value < GRACE_NS) return NOBODY;
    const due: ReplicaId[] = [];
    for (const [replica, atNs] of this.#gone) {
      if (event.atNs - atNs < GRACE_NS) break;
      this.#gone.delete(replica);
      due.push(replica);
    }
    return due;
  }

  #hostDied(host: HostId, atNs: number, known: ReadonlyMap<ReplicaId, unknown>): void {
    for (const replica of known.keys()) if (replica.startsWith(`${host}.`)) this.#leave(replica, atNs);
  }

  #leave(replica: ReplicaId, atNs: number): void {
    if (!this.#gone.has(replica)) this.#gone.set(replica, atNs);
  }
}
