/**
 * Replay is exact (paper 2.1): where primary and backup both took a digest, they took the same. The digest of the
 * execution that lives is the yardstick; one of an execution that has lost the record is none. A backup that reads the
 * disk for itself and was dropped may read what was written since, for nobody waits for it: it is held to nothing more.
 */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { KnownDigests } from "./known-digests.ts";
import { Watcher, type Property } from "./property.ts";

class ReplayIdentical extends Watcher {
  readonly #digests = new KnownDigests();
  /** Backups with reads of their own that the record has named, and names no more. */
  readonly #dropped = new Set<ReplicaId>();
  #backup: ReplicaId | null = null;

  observe(event: TraceEvent): void {
    const { chronicle } = this.run;
    for (const replica of chronicle.forgotten) this.#dropped.delete(replica);
    if (event.kind === "record") this.#recordChanged(event);
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (this.#dropped.has(seen.replica)) return;
    if (seen.what === "digest") {
      const { replica, position, entry, digest } = seen;
      if (chronicle.isLive(replica)) {
        if (chronicle.record?.owner === replica) this.#digests.keep(entry, { by: replica, position, digest });
        return;
      }
      const known = this.#digests.at(entry, position);
      if (!known || known.by === replica) return;
      this.witnessed++;
      if (known.digest !== digest)
        this.violate(
          event,
          `${replica} has the digest ${known.digest} at position ${position}, as ${known.by} had`,
          `it has ${digest}`,
        );
    } else if (seen.what === "diverged") {
      this.violate(
        event,
        `${seen.replica} replays what the log says: ${seen.expected} at position ${seen.position}`,
        `its replay came to ${seen.found}`,
      );
    } else if (seen.what === "live") {
      // What the former owner executed beyond this entry is no longer anyone's history.
      this.#digests.forgetBeyond(seen.entry);
    }
  }

  #recordChanged({ record, request }: Extract<TraceEvent, { kind: "record" }>): void {
    if (request?.kind === "cold-start") this.#digests.clear();
    const former = this.#backup;
    if (this.run.topology.backupReads && former && former !== record.owner && former !== record.backup)
      this.#dropped.add(former);
    this.#backup = record.backup;
  }
}

export const replayIdentical: Property = {
  name: "replay-identical",
  claim: "digests of both replicas agree at every common digest position",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "digest", "diverged", "live"],
  start: (run) => new ReplayIdentical(run),
};
