/** A replica that differs from its primary says so at the next digest or output, and never goes live. */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { same } from "./output-ledger.ts";
import { KnownDigests } from "./known-digests.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** From the first difference that shows to the report: the comparison is made in the same step. */
const REPORT_NS = 100_000_000;

class DivergenceReported extends Watcher {
  readonly #digests = new KnownDigests();
  /** Replicas that differ and have not said so, since when and at what. */
  readonly #silent = new Map<ReplicaId, { readonly atNs: number; readonly seq: number; readonly what: string }>();
  readonly #differs = new Set<ReplicaId>();

  observe(event: TraceEvent): void {
    if (event.kind !== "replica") return;
    const { chronicle } = this.run;
    const seen = event.observation;
    if (seen.what === "digest") {
      const { replica, entry, position, digest } = seen;
      const known = this.#digests.at(entry, position);
      if (chronicle.isLive(replica)) this.#digests.keep(entry, { by: replica, position, digest });
      else if (known && known.digest !== digest) this.#differ(event, replica, `digest at ${position}`);
    } else if (seen.what === "produced" && !chronicle.isLive(seen.replica)) {
      const owner = chronicle.record?.owner;
      const theirs = owner && owner !== seen.replica ? chronicle.outputs.produced(owner).get(seen.output) : undefined;
      const mine = chronicle.outputs.produced(seen.replica).get(seen.output)!;
      if (theirs && !same(theirs, mine)) this.#differ(event, seen.replica, `${seen.device} ${seen.output}`);
    } else if (seen.what === "diverged") {
      this.witnessed++;
      this.#differs.add(seen.replica);
      this.#silent.delete(seen.replica);
    } else if (seen.what === "live" && this.#differs.has(seen.replica)) {
      this.violate(
        event,
        `${seen.replica}, which diverged, never goes live`,
        `it went live at position ${seen.position}`,
      );
    }
    this.#overdue();
  }

  finish(): void {
    this.#overdue();
  }

  #differ(event: TraceEvent, replica: ReplicaId, what: string): void {
    this.witnessed++;
    if (!this.#differs.has(replica)) this.#silent.set(replica, { atNs: event.atNs, seq: event.seq, what });
    this.#differs.add(replica);
  }

  #overdue(): void {
    for (const [replica, { atNs, seq, what }] of this.#silent) {
      if (this.run.chronicle.nowNs - atNs < REPORT_NS) continue;
      this.#silent.delete(replica);
      if (!this.run.chronicle.isUp(replica)) continue;
      this.violate(
        { seq, atNs },
        `${replica} reports that its ${what} differs`,
        `it has not in ${duration(REPORT_NS)}`,
      );
    }
  }
}

export const divergenceReported: Property = {
  name: "divergence-reported",
  claim: "replicas that differ are reported at the next digest or output, and the backup never goes live",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  start: (run) => new DivergenceReported(run),
};
