/**
 * Execution lag as the trace shows it: the time between primary and backup passing the same position, at the ends of
 * log batches. A backup that starves for lack of entries is not late, so a batch counts from its receipt on.
 */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";

interface Batch {
  readonly through: number;
  /** When the backup could have executed it. */
  readonly atNs: number;
}

/** Batches on their way or waiting; the log buffer bounds them. */
const KEPT_BATCHES = 65_536;

export class Lag {
  #backup: ReplicaId | null = null;
  #waiting: Batch[] = [];
  #first = 0;

  observe(event: TraceEvent): void {
    if (event.kind === "record" && event.record.backup !== this.#backup) {
      this.#backup = event.record.backup;
      this.#waiting = [];
      this.#first = 0;
    }
    if (event.kind !== "replica" || event.observation.replica !== this.#backup) return;
    const seen = event.observation;
    if (seen.what === "received") {
      if (this.#waiting.length - this.#first < KEPT_BATCHES)
        this.#waiting.push({ through: seen.through, atNs: event.atNs });
    } else if (seen.what === "applied") {
      while (this.#first < this.#waiting.length && this.#waiting[this.#first]!.through <= seen.through) this.#first++;
      if (this.#first > 1_024) this.#waiting = this.#waiting.slice(this.#first);
      if (this.#first > 1_024) this.#first = 0;
    }
  }

  /** How long the oldest batch that is received and not executed has waited. */
  ns(nowNs: number): number {
    const oldest = this.#waiting[this.#first];
    return oldest ? nowNs - oldest.atNs : 0;
  }
}
