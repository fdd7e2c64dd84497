import { performRun, type RunSpec } from "../../properties/run.ts";
import type { Fault } from "../../sim/faults/fault.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import { createEnvironment } from "../environment.ts";
import { linuxRedisDisk } from "../guests/linux/redis-disk.ts";
import { settingsOf } from "../index.ts";
import { second, testWithGuest } from "../linux-scenario.test-helper.ts";
import type { RedisOperation } from "./operation.ts";
import { redisDisk } from "./redis-disk.ts";

const lossNs = 7 * second;
const orderNs = lossNs + second;
const schedule: readonly Fault[] = [
  { kind: "blackout", target: "all", at: lossNs, forNs: second / 2 } as Fault,
  { kind: "cold-start", target: "B", at: orderNs },
];

testWithGuest(linuxRedisDisk, "after all hosts lost power Redis has every write that it answered", async (t) => {
  t.timeout(600_000);
  const settings = settingsOf(redisDisk, { seconds: 9, quiet: 10 });
  const spec: RunSpec = { scenario: redisDisk, settings, seed: 1, schedule, regime: "unbounded", mutant: null };
  const operations = new Map<string, RedisOperation>();
  const answeredBefore = new Set<string>();
  let seenAgain = 0;
  const observe = (event: TraceEvent): void => {
    if (event.kind === "invoke") operations.set(`${event.client} ${event.request}`, event.operation as RedisOperation);
    if (event.kind !== "response") return;
    const operation = operations.get(`${event.client} ${event.request}`)!;
    if (event.atNs < lossNs && "value" in operation) answeredBefore.add(operation.value);
    if (event.atNs > orderNs && (operation.op === "get" || operation.op === "lrange"))
      seenAgain += [...answeredBefore].filter((value) => JSON.stringify(event.result).includes(value)).length;
  };
  const result = performRun(spec, await createEnvironment(), { observers: [observe] });
  t.deepEqual(result.violations, []);
  const held = new Set(result.properties.filter(({ verdict }) => verdict === "held").map(({ name }) => name));
  for (const name of ["linearizable", "output-rule", "disk-consistent", "replay-identical", "time-monotonic"])
    t.true(held.has(name), name);
  t.is(result.outcome, "survived");
  t.true(answeredBefore.size > 20, "clients wrote before the loss");
  t.true(seenAgain > 0, "what was written before the loss is read after it");
});
