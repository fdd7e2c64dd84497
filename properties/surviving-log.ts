/**
 * The log of the history that survived, from power on: what each owner logged, up to where the next one took over. Kept
 * in memory up to a bound; a run that logs more has no oracle.
 */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";

const BYTES_MAX = 32 << 20;

interface Logged {
  readonly first: number;
  readonly through: number;
  readonly bytes: Uint8Array;
}

export class SurvivingLog {
  readonly #batches = new Map<ReplicaId, Logged[]>();
  /** Of each owner, the one before it. */
  readonly #before = new Map<ReplicaId, ReplicaId>();
  /** The last entry that an owner took over from the one before. */
  readonly #tookOver = new Map<ReplicaId, number>();
  #bytes = 0;

  observe(event: TraceEvent): void {
    if (event.kind === "record" && event.request) {
      const { kind, expected } = event.request;
      if (kind === "cold-start") this.#clear();
      const { owner } = event.record;
      if (owner && expected.owner && owner !== expected.owner && kind !== "cold-start")
        this.#before.set(owner, expected.owner);
    } else if (event.kind === "replica" && event.observation.what === "logged") {
      const { replica, first, through, bytes } = event.observation;
      this.#bytes += bytes.length;
      if (this.#bytes > BYTES_MAX) this.#batches.clear();
      else this.#of(replica).push({ first, through, bytes });
    } else if (event.kind === "replica" && event.observation.what === "live") {
      this.#tookOver.set(event.observation.replica, event.observation.entry);
    }
  }

  /** Batches in order, from the first entry of all to the owner's last; null where they are not all known. */
  of(owner: ReplicaId): readonly Uint8Array[] | null {
    if (this.#bytes > BYTES_MAX) return null;
    const parts: Logged[] = [];
    let through = Infinity;
    for (let replica: ReplicaId | undefined = owner; replica !== undefined; replica = this.#before.get(replica)) {
      const own = this.#of(replica).filter((batch) => batch.through <= through);
      parts.unshift(...own);
      through = Math.min(through, this.#tookOver.get(replica) ?? Infinity, (own[0]?.first ?? Infinity) - 1);
    }
    let next = 1;
    for (const { first, through: last } of parts) {
      if (first !== next) return null;
      next = last + 1;
    }
    return parts.map(({ bytes }) => bytes);
  }

  #of(replica: ReplicaId): Logged[] {
    let batches = this.#batches.get(replica);
    if (!batches) this.#batches.set(replica, (batches = []));
    return batches;
  }

  #clear(): void {
    this.#batches.clear();
    this.#before.clear();
    this.#tookOver.clear();
    this.#bytes = 0;
  }
}
