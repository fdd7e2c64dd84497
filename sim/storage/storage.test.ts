import test from "ava";
import { arbiter } from "../../core/ft/arbiter.ts";
import type { ArbiterRequest } from "../../core/ft/record.ts";
import { Kernel } from "../kernel/kernel.ts";
import type { StorageCommand } from "../kernel/event.ts";
import { Network } from "../network/network.ts";
import { onlyVm, platform, stubTopology } from "../stub-node.test-helper.ts";
import type { TraceEvent } from "../trace.ts";
import { Storage } from "./storage.ts";

const latency = { baseNs: 1000, jitterNs: 0, tailPerMille: 0, tailNs: 0 };
const link = { delay: latency, lossPerMillion: 0, duplicatePerMillion: 0, bitsPerSecond: 1_000_000_000 };

const record = {
  version: 1,
  generation: 1,
  owner: "A.1.1",
  backup: "B.1.1",
  state: "running",
  request: "power-on",
} as const;

const goLive: ArbiterRequest = {
  id: "B.1.1.live.1",
  asker: "B.1.1",
  kind: "live",
  expected: record,
  next: { generation: 2, owner: "B.1.1", backup: null, state: "running" },
};

function write(by: string, operation: number, sector: number): StorageCommand {
  const data = new Uint8Array(512).fill(operation);
  return {
    what: "disk",
    operation: { operation, type: "write", sector, sectorCount: 1, data, pages: [] },
    by,
    output: operation,
  };
}

function newStorage() {
  const kernel = new Kernel("1");
  const network = new Network(kernel, { ...stubTopology, links: { ...stubTopology.links, storage: link } });
  const place = { array: "storage", arrayIndex: 0, vm: onlyVm };
  const storage = new Storage(kernel, network, { place, hash: platform.hash, latency, hostCount: 3, record, arbiter });
  const trace: TraceEvent[] = [];
  const answers: string[] = [];
  kernel.observe((event) => trace.push(event));
  const run = () => {
    for (let event = kernel.take(); event; event = kernel.take()) {
      if (event.kind === "storage") storage.take(event.target, event.payload);
      if (event.kind !== "storage-answer") continue;
      const { answer } = event.payload;
      answers.push(
        answer.what === "disk" ? answer.outcome : answer.what === "arbiter" ? String(answer.reply.granted) : "",
      );
    }
  };
  return { kernel, network, storage, trace, answers, run };
}

test("20: the owner alone writes; a write that lands after the next owner's grant is refused", (t) => {
  const { storage, trace, answers, run } = newStorage();
  storage.send(0, 1, write("A.1.1", 1, 0));
  run();
  storage.disk.impairments.push({ fault: 0, host: 0, holdWritesNs: 1_000_000, remaining: 1 });
  storage.send(0, 1, write("A.1.1", 2, 1));
  storage.send(1, 1, { what: "arbiter", request: goLive });
  run();
  storage.send(1, 1, write("B.1.1", 3, 2));
  run();
  t.deepEqual(answers, ["ok", "true", "refused", "ok"]);
  t.deepEqual(
    trace.flatMap((event) => (event.kind === "disk-written" || event.kind === "disk-refused" ? [event.operation] : [])),
    [1, 2, 3],
  );
});

test("18: asked again with the id that the record holds, the answer is yes and nothing changes", (t) => {
  const { storage, trace, answers, run } = newStorage();
  storage.requestsToRepeat[1] = { count: 1, afterNs: 5000 };
  storage.send(1, 1, { what: "arbiter", request: goLive });
  run();
  t.deepEqual(answers, ["true", "true"]);
  t.is(trace.filter((event) => event.kind === "record").length, 1);
  t.is(storage.record.version, 2);
});

test("18: a lost reply: the record has changed all the same", (t) => {
  const { storage, answers, run } = newStorage();
  storage.repliesToLose[1] = 1;
  storage.send(1, 1, { what: "arbiter", request: goLive });
  run();
  t.deepEqual(answers, []);
  t.is(storage.record.owner, "B.1.1");
  storage.send(1, 1, { what: "arbiter", request: goLive });
  run();
  t.deepEqual(answers, ["true"]);
});

test("a slow arbiter answers as much later as the fault says", (t) => {
  const { kernel, storage, run } = newStorage();
  storage.arbiterLate.set(0, 3_000_000);
  storage.send(1, 1, { what: "arbiter", request: goLive });
  run();
  t.true(kernel.nowNs > 3_000_000 && kernel.nowNs < 3_100_000);
});

test("out of reach: disk commands wait and go on, requests to the arbiter are lost", (t) => {
  const { network, storage, answers, run } = newStorage();
  for (const line of [network.toStorage(0, 0), network.fromStorage(0, 0)])
    network.impair(line, { fault: 0, cut: true });
  storage.send(0, 1, write("A.1.1", 1, 0));
  storage.send(0, 1, { what: "arbiter", request: goLive });
  run();
  t.deepEqual(answers, []);
  for (const line of network.heal(0)) storage.freed(line);
  run();
  t.deepEqual(answers, ["ok"]);
});
