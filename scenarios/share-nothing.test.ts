import test from "ava";
import { createEnvironment } from "./environment.ts";
import { failoverKv } from "./failover-kv.ts";
import { HeapGraph } from "./heap-graph.test-helper.ts";
import { settingsOf } from "./index.ts";
import { createWorld } from "./run.ts";

test("law 7: nothing that can change is reachable from both replicas", async (t) => {
  const environment = await createEnvironment();
  const world = createWorld(
    { scenario: failoverKv, settings: settingsOf(failoverKv), seed: 1, schedule: [] },
    environment,
  );
  while (world.nowNs < 3_000_000_000) world.step();
  t.deepEqual(
    world.seats.map(({ node }) => node!.phase),
    ["primary-protected", "backup"],
  );
  const graph = await HeapGraph.take();
  const nodes = graph.instances("Node").filter((node) => graph.field(node, "#context") !== undefined);
  t.is(nodes.length, 2);
  const [primary, backup] = nodes.map((node) => graph.reachable(node));
  t.true(primary.size > 300 && backup.size > 300);
  // What a host hands to its node (memory pool, hash, configuration) and the stateless parts are the same for all.
  const given = new Set<number>();
  for (const node of nodes) {
    const context = graph.field(node, "#context")!;
    for (const field of ["config", "parts"]) {
      for (const one of graph.reachable(graph.field(context, field)!)) given.add(one);
    }
  }
  const shared = [...primary].filter((one) => backup.has(one) && !given.has(one) && !graph.isCode(one));
  t.deepEqual(
    shared.map((one) => graph.name(one)),
    [],
  );
  world.discard();
});
