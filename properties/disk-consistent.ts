/**
 * The shared disk, sector by sector. Writes are outputs, so the order in which the guest made them is their number. A
 * write may land twice (issued again at go-live), but at rest each sector holds the newest of the surviving history.
 */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { DiskCopies } from "./disk-copies.ts";
import { Watcher, type Property } from "./property.ts";

interface Landed {
  readonly output: number;
  readonly operation: number;
  readonly hash: string;
  readonly by: ReplicaId;
}

class DiskConsistent extends Watcher {
  /** What each sector holds, and the newest write that ever landed there. As many as the guest wrote to. */
  readonly #holds = new Map<number, Landed>();
  readonly #newest = new Map<number, Landed>();
  /** Operations whose completion the present owner's history contains. Older ones are pruned with the window. */
  readonly #completed = new Map<ReplicaId, Set<number>>();

  observe(event: TraceEvent): void {
    for (const replica of this.run.chronicle.forgotten) this.#completed.delete(replica);
    if (event.kind === "disk-written" && event.output !== null) this.#land(event, event.output);
    else if (event.kind === "replica" && event.observation.what === "disk-completed" && event.observation.ok) {
      const { replica, operation } = event.observation;
      let completed = this.#completed.get(replica);
      if (!completed) this.#completed.set(replica, (completed = new Set()));
      completed.add(operation);
      if (completed.size > 4_096) for (const oldest of completed) if (completed.delete(oldest)) break;
    } else if (event.kind === "record" && event.request?.kind === "cold-start") {
      // What is on the platter stays; a new history begins over it.
      this.#newest.clear();
      this.#holds.clear();
    }
  }

  #land(event: Extract<TraceEvent, { kind: "disk-written" }>, output: number): void {
    this.witnessed++;
    const landed = { output, operation: event.operation, hash: event.hash, by: event.by };
    const owner = this.run.chronicle.record?.owner;
    for (let sector = event.sector; sector < event.sector + event.sectorCount; sector++) {
      const held = this.#holds.get(sector);
      const newest = this.#newest.get(sector);
      if (held && held.output > output && owner && this.#completed.get(owner)?.has(held.operation)) {
        this.violate(
          event,
          `sector ${sector} keeps write ${held.operation}, which ${owner} knows to be complete`,
          `the older write ${event.operation} of ${event.by} landed over it`,
        );
      }
      this.#holds.set(sector, landed);
      if (!newest || newest.output <= output) this.#newest.set(sector, landed);
    }
  }

  finish(): void {
    const { chronicle } = this.run;
    const owner = chronicle.liveOwner();
    if (!owner) return;
    const produced = chronicle.outputs.produced(owner.id);
    const survives = (landed: Landed): boolean => {
      const own = produced.get(landed.output);
      return own ? own.hash === landed.hash : landed.output <= produced.last;
    };
    for (const [sector, held] of this.#holds) {
      const newest = this.#newest.get(sector)!;
      if (!survives(held))
        this.#wrong(sector, `write ${held.operation} of ${held.by}, which is not in the history of ${owner.id}`);
      else if (held.output < newest.output && survives(newest))
        this.#wrong(sector, `write ${held.operation}, older than write ${newest.operation} that landed before`);
    }
  }

  #wrong(sector: number, found: string): void {
    const expected = `sector ${sector} holds the last write of the surviving history`;
    this.violate(this.run.chronicle.here, expected, `it holds ${found}`);
  }
}

export const diskConsistent: Property = {
  name: "disk-consistent",
  claim:
    "at rest the shared disk holds, block by block, the last write of the surviving history; never an older write over a newer one whose completion that history contains; of disks that are not shared the owner's copy holds what is complete",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "phase", "live", "vmotion", "disk-issued", "disk-completed", "disk-written"],
  start: (run) => (run.topology.disks === "shared" ? new DiskConsistent(run) : new DiskCopies(run)),
};
