/**
 * A scenario with a property that fails in one of a hundred seeds: a crash at a millisecond that ends in 42. The test of
 * the tester looks for it. By its path, as a user's scenario: workers load it themselves.
 */
import { failoverKv } from "../scenarios/failover-kv.ts";
import type { Fault } from "../sim/faults/fault.ts";
import { defineProperty, defineScenario } from "./define.ts";
import { Watcher } from "./property.ts";
import type { TraceEvent } from "../sim/trace.ts";

class Canary extends Watcher {
  observe(event: TraceEvent): void {
    if (event.kind !== "fault" || event.phase !== "applied") return;
    const { kind, at } = event.fault as Fault;
    if (kind !== "crash") return;
    this.witnessed++;
    if (Math.floor(at / 1_000_000) % 100 === 42) this.violate(event, "no crash at this time", `one at ${at} ns`);
  }
}

const canary = defineProperty({
  name: "canary",
  claim: "no host dies at a millisecond that ends in 42",
  start: (run) => new Canary(run),
});

export default defineScenario({ ...failoverKv, name: "canary", tags: [], properties: [canary] });
