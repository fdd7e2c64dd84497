/**
 * One execution acts on the world at a time: the one whose owner the record names (paper 2.3). Another may still run
 * with its outputs held, and a frame of it that the winner has in its log is a repeat. So a stranger's output is judged
 * when the owner passes its position.
 */
import type { Phase } from "../core/ft/phase.ts";
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { describe, same, type Release } from "./output-ledger.ts";
import { Watcher, type Property } from "./property.ts";

const OUT: ReadonlySet<Phase> = new Set(["halted", "off", "spare"]);

class SingleLive extends Watcher {
  /** Released by another than the owner, and not yet passed by the owner. Grows only while two executions act. */
  readonly #foreign = new Map<number, Release>();

  /** Whom the arbiter refused while its record names others: out, until they say so. */
  readonly #losers = new Set<ReplicaId>();

  observe(event: TraceEvent): void {
    if (event.kind === "replica") this.#losing(event, event.observation);
    const { record, outputs } = this.run.chronicle;
    if (event.kind === "record") {
      if (event.request?.kind === "cold-start") this.#foreign.clear();
      if (event.request) this.witnessed++;
    }
    if (!record?.owner) return;
    if (event.kind === "disk-written" && this.run.topology.disks === "shared" && event.by !== record.owner)
      this.violate(
        event,
        `storage takes writes of the owner ${record.owner} alone`,
        `it took write ${event.operation} of ${event.by} to sector ${event.sector}`,
      );
    const release = outputs.now;
    if (release && release.by !== record.owner) this.#foreign.set(release.output, release);
    if (this.#foreign.size > 0) this.#judge(event, record.owner);
  }

  /** A loser that the record does not name is nobody's backup either, and does nothing more (DESIGN 6, losing). */
  #losing(event: TraceEvent, seen: Extract<TraceEvent, { kind: "replica" }>["observation"]): void {
    const { replica } = seen;
    if (seen.what === "answered") {
      const { granted, record } = seen.reply;
      if (!granted && record.owner !== replica && record.backup !== replica) this.#losers.add(replica);
    } else if (seen.what === "phase" && this.#losers.delete(replica)) {
      this.witnessed++;
      if (!OUT.has(seen.to))
        this.violate(event, `${replica} halts: the arbiter said no, and the record names others`, `it is ${seen.to}`);
    }
  }

  finish(): void {
    const { chronicle } = this.run;
    const owner = chronicle.liveOwner();
    if (!owner) return;
    this.#judge(chronicle.here, owner.id);
    // Who lives has executed all that it had of another's log: what is beyond that is in no history but the stranger's.
    for (const release of this.#foreign.values()) this.#stranger(chronicle.here, release, owner.id, "ended without it");
  }

  #judge(at: { readonly seq: number; readonly atNs: number }, owner: ReplicaId): void {
    const { chronicle } = this.run;
    const produced = chronicle.outputs.produced(owner);
    const position = chronicle.replicas.get(owner)?.position ?? 0;
    for (const [output, release] of this.#foreign) {
      const own = produced.get(output);
      // A unit may make several outputs: passed is what lies strictly before.
      if (!own && !(output > produced.last && position > release.position)) continue;
      this.#foreign.delete(output);
      if (own && same(own, release)) continue;
      this.#stranger(
        at,
        release,
        owner,
        own ? `made ${describe(own)} instead` : `passed position ${position} without it`,
      );
    }
  }

  #stranger(
    at: { readonly seq: number; readonly atNs: number },
    release: Release,
    owner: ReplicaId,
    did: string,
  ): void {
    this.violate(
      at,
      `what ${release.by} released while ${owner} was the owner is in the history of ${owner}: ${describe(release)}`,
      `${owner} ${did}`,
    );
  }
}

export const singleLive: Property = {
  name: "single-live",
  claim:
    "after a grant no other execution releases an output that is not in the winner's history, and storage accepts no write of it; a loser halts",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  start: (run) => new SingleLive(run),
};
