import test from "ava";
import { createEnvironment } from "./environment.ts";
import { failoverKv } from "./failover-kv.ts";
import { HeapGraph } from "./heap-graph.test-helper.ts";
import { settingsOf } from "./index.ts";
import { createWorld } from "./run.ts";
import type { Scenario } from "./scenario.ts";
import { twoTenants } from "./two-tenants.ts";

/** What each seat is, by VM and host, once all have settled. */
const worlds: readonly (readonly [Scenario, readonly string[]])[] = [
  [failoverKv, ["primary-protected", "backup"]],
  [twoTenants, ["primary-protected", "backup", "spare", "spare", "backup", "primary-protected", "spare", "spare"]],
];

for (const [scenario, phases] of worlds) {
  test.serial(`law 7: nothing that can change is reachable from two nodes: ${scenario.name}`, async (t) => {
    const environment = await createEnvironment();
    const world = createWorld({ scenario, settings: settingsOf(scenario), seed: 1, schedule: [] }, environment);
    while (world.nowNs < 3_000_000_000) world.step();
    t.deepEqual(
      world.seats.map(({ node }) => node!.phase),
      phases,
    );
    const graph = await HeapGraph.take();
    const nodes = graph.instances("Node").filter((node) => graph.field(node, "#context") !== undefined);
    t.is(nodes.length, phases.length);
    const reached = nodes.map((node) => graph.reachable(node));
    const running = reached.filter(({ size }) => size > 300);
    t.is(running.length, phases.filter((phase) => phase !== "spare").length);
    // What a host hands to its node (memory pool, hash, configuration) and the stateless parts are the same for all.
    const given = new Set<number>();
    for (const node of nodes) {
      const context = graph.field(node, "#context")!;
      for (const field of ["config", "parts"]) {
        for (const one of graph.reachable(graph.field(context, field)!)) given.add(one);
      }
    }
    const seen = new Set<number>();
    const shared = new Set<number>();
    for (const one of reached.flatMap((all) => [...all])) {
      if (seen.has(one) && !given.has(one) && !graph.isCode(one)) shared.add(one);
      seen.add(one);
    }
    t.deepEqual(
      [...shared].map((one) => graph.name(one)),
      [],
    );
    world.discard();
  });
}
