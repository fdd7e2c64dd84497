/** A scenario whose property breaks the harness in some of its runs: it throws, ends its thread, hangs or fills the memory. */
import { failoverKv } from "../scenarios/failover-kv.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { defineProperty, defineScenario } from "./define.ts";
import { Watcher } from "./property.ts";
import type { TraceEvent } from "../sim/trace.ts";

/** By the number of clients, which a campaign sets: all that a test can hand to the module in its workers. */
const ways: Readonly<Record<number, () => void>> = {
  2: () => {
    throw new Error("the property is broken");
  },
  3: () => process.exit(7),
  4: () => {
    for (;;);
  },
  5: () => {
    const kept: unknown[] = [];
    for (;;) kept.push(Array.from({ length: 100_000 }, () => Math.random()));
  },
};

class Breaking extends Watcher {
  observe(event: TraceEvent): void {
    if (event.kind !== "fault" || event.phase !== "applied") return;
    this.witnessed++;
    // Few enough that some runs get by.
    const { kind, at } = event.fault as Fault;
    if (kind === "crash" && Math.floor(at / 1_000_000) % 3 === 0) ways[this.run.topology.clients.length]?.();
  }
}

const breaking = defineProperty({ name: "breaking", claim: "the harness holds", start: (run) => new Breaking(run) });

export default defineScenario({ ...failoverKv, name: "breaking", tags: [], properties: [breaking] });
