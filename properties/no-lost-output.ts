/** Repeats at failover are legal, losses are not (paper 2.2): when all is quiet the survivor's outputs have all left. */
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { describe, type Output } from "./output-ledger.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** An output made this shortly before the end may still wait for its acknowledgement. */
const GRACE_NS = 1_000_000_000;

class NoLostOutput extends Watcher {
  #missing: string[] = [];
  /** What an owner made, and the one that took over has in its history without having made it. */
  readonly #inherited = new Map<number, Output & { readonly by: ReplicaId }>();
  #owner: ReplicaId | null = null;

  observe(event: TraceEvent): void {
    if (event.kind === "record") {
      if (event.request?.kind === "cold-start") this.#inherited.clear();
      this.#owner ??= event.record.owner;
    }
    if (event.kind !== "replica" || event.observation.what !== "live") return;
    const { replica, entry } = event.observation;
    const { outputs } = this.run.chronicle;
    const own = outputs.produced(replica);
    if (this.#owner)
      for (const made of outputs.produced(this.#owner).values())
        if (made.entry !== null && made.entry <= entry && !own.has(made.output) && !outputs.released.has(made.output))
          this.#inherited.set(made.output, { ...made, by: this.#owner });
    this.#owner = replica;
  }

  finish(): void {
    const { chronicle, topology } = this.run;
    const owner = chronicle.liveOwner();
    if (!owner) return;
    for (const produced of chronicle.outputs.produced(owner.id).values()) {
      if (topology.disks === "non-shared" && produced.device === "disk") continue;
      this.witnessed++;
      const agoNs = chronicle.nowNs - produced.atNs;
      if (agoNs >= GRACE_NS && !chronicle.outputs.released.has(produced.output))
        this.#missing.push(`${describe(produced)}, made by ${owner.id} ${duration(agoNs)} ago, was never released`);
    }
    for (const made of this.#inherited.values())
      if (!chronicle.outputs.released.has(made.output))
        this.#missing.push(`${describe(made)}, made by ${made.by} before it was lost, was never released`);
  }

  override pending(): readonly string[] {
    return this.#missing;
  }
}

export const noLostOutput: Property = {
  name: "no-lost-output",
  claim: "after quiet, every output of the surviving history was released at least once",
  kind: "liveness",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "live"],
  start: (run) => new NoLostOutput(run),
};
