/**
 * What clients saw comes from one history: the one that survived. An output that was released and that the survivor
 * made differently, or passed without making it, is a reply that no surviving machine ever gave.
 *
 * In a sampled share of runs an oracle has the last word: a bare VM relives the surviving log from power on, and what was
 * released is held against what it makes, whatever the replicas said of themselves.
 *
 * A replica's own mismatches are kept until it owns the machine: a backup that diverged and never goes live is no harm
 * to clients (divergence-reported watches it).
 */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { describe, same, type Output, type Release } from "./output-ledger.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { SurvivingLog } from "./surviving-log.ts";

const BARE = "a bare VM that relives the surviving log";

class SingleHistory extends Watcher {
  /** Outputs that a replica, not the owner so far, replayed otherwise than they were released. First one only. */
  readonly #estranged = new Map<ReplicaId, { readonly released: Release; readonly produced: Output }>();
  readonly #reported = new Set<number>();
  readonly #internalDisks: boolean;
  readonly #log: SurvivingLog | null;

  constructor(run: Run) {
    super(run);
    this.#internalDisks = run.topology.disks === "non-shared";
    this.#log = run.bareVm ? new SurvivingLog() : null;
  }

  observe(event: TraceEvent): void {
    const { record, outputs } = this.run.chronicle;
    this.#log?.observe(event);
    if (event.kind === "record") {
      if (event.request?.kind === "cold-start") this.#reset();
      const found = event.record.owner ? this.#estranged.get(event.record.owner) : undefined;
      if (found) this.#contradiction(event, found.released, found.produced, event.record.owner!);
    } else if (event.kind === "replica" && event.observation.what === "produced") {
      const { replica, output } = event.observation;
      const produced = outputs.produced(replica).get(output)!;
      const released = outputs.released.get(output);
      if (!released || same(released, produced) || this.#internal(released)) return;
      if (record?.owner === replica) this.#contradiction(event, released, produced, replica);
      else if (!this.#estranged.has(replica)) this.#estranged.set(replica, { released, produced });
    } else if (event.kind === "replica" && event.observation.what === "live") {
      this.#overtaken(event, event.observation.replica, event.observation.position);
    } else if (outputs.now && !this.#internal(outputs.now)) {
      this.witnessed++;
      const owner = record?.owner;
      const owned = owner ? outputs.produced(owner).get(outputs.now.output) : undefined;
      const first = outputs.released.get(outputs.now.output)!;
      if (owned && !same(owned, outputs.now)) this.#contradiction(event, outputs.now, owned, owner!);
      else if (!same(first, outputs.now)) this.#contradiction(event, first, outputs.now, outputs.now.by);
    }
  }

  finish(): void {
    const owner = this.run.chronicle.liveOwner();
    if (!owner) return;
    this.#overtaken(this.run.chronicle.here, owner.id, owner.position);
    const log = this.#log?.of(owner.id);
    if (log && !this.run.chronicle.guestDied) this.#relive(owner.id, log);
  }

  /** Holds what was released against a life of the machine that needed no replicas. */
  #relive(owner: ReplicaId, log: readonly Uint8Array[]): void {
    const { outputs, here } = this.run.chronicle;
    let last = 0;
    const { position, diverged } = this.run.bareVm!(log, (made) => {
      last = made.output;
      const released = outputs.released.get(made.output);
      if (!released || this.#internal(released)) return;
      this.witnessed++;
      const bare = { ...made, entry: made.entry, atNs: here.atNs };
      if (!same(released, bare)) this.#contradiction(here, released, bare, BARE);
    });
    if (diverged)
      this.violate(
        here,
        `a bare VM relives the log of ${owner} from power on: ${diverged.expected} at position ${position}`,
        diverged.found,
      );
    for (const released of diverged ? [] : outputs.released.values())
      if (released.output > last && !this.#internal(released))
        this.violate(
          here,
          `the log of ${owner} makes ${describe(released)}, which ${released.by} released`,
          `relived from power on it makes outputs through ${last} only`,
        );
  }

  /** The survivor stands at `position`: outputs released from before it that it never made are in no history. */
  #overtaken(at: { readonly seq: number; readonly atNs: number }, survivor: ReplicaId, position: number): void {
    const { outputs, record } = this.run.chronicle;
    if (record?.owner !== survivor) return;
    const last = outputs.produced(survivor).last;
    for (const [output, released] of outputs.released)
      if (output > last && released.position <= position && !this.#internal(released) && !this.#reported.has(output)) {
        this.#reported.add(output);
        this.violate(
          at,
          `${survivor}, at position ${position}, made ${describe(released)}, which ${released.by} released`,
          `it made outputs through ${last} only`,
        );
      }
  }

  #contradiction(
    event: { readonly seq: number; readonly atNs: number },
    released: Release,
    produced: Output,
    by: ReplicaId,
  ): void {
    if (this.#reported.has(released.output)) return;
    this.#reported.add(released.output);
    this.violate(
      event,
      `${by} makes ${describe(released)}, as ${released.by} released it`,
      `${by} makes ${describe(produced)}`,
    );
  }

  #internal(output: Output): boolean {
    return this.#internalDisks && output.device === "disk";
  }

  #reset(): void {
    this.#estranged.clear();
    this.#reported.clear();
  }
}

export const singleHistory: Property = {
  name: "single-history",
  claim: "what was released is what the surviving history produces, at the same positions with the same bytes",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "logged", "produced", "live", "released", "frame-out"],
  start: (run) => new SingleHistory(run),
};
