/** Repeats at failover are legal, losses are not (paper 2.2): when all is quiet the survivor's outputs have all left. */
import { describe } from "./output-ledger.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** An output made this shortly before the end may still wait for its acknowledgement. */
const GRACE_NS = 1_000_000_000;

class NoLostOutput extends Watcher {
  #missing: string[] = [];

  observe(): void {}

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
  start: (run) => new NoLostOutput(run),
};
