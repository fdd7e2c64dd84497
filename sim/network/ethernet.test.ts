import test from "ava";
import { Kernel } from "../kernel/kernel.ts";
import { stubTopology } from "../stub-node.test-helper.ts";
import type { Topology } from "../topology.ts";
import { Ethernet } from "./ethernet.ts";
import { Network } from "./network.ts";

const broadcast = [255, 255, 255, 255, 255, 255];
const station = (number: number) => [2, 0, 0, 0, 0, number];

function frame(to: readonly number[], from: readonly number[]): Uint8Array {
  const bytes = new Uint8Array(60);
  bytes.set(to, 0);
  bytes.set(from, 6);
  return bytes;
}

function newSwitch(changes: Partial<Topology> = {}) {
  const kernel = new Kernel("1");
  const delay = { baseNs: 1000, jitterNs: 0, tailPerMille: 0, tailNs: 0 };
  const guest = { delay, lossPerMillion: 0, duplicatePerMillion: 0, bitsPerSecond: 1_000_000_000 };
  const topology = { ...stubTopology, links: { ...stubTopology.links, guest }, ...changes };
  const network = new Network(kernel, topology);
  const ethernet = new Ethernet(kernel, network, topology);
  /** Ports that a frame from `port` comes out of. */
  const outOf = (port: number, bytes: Uint8Array): number[] => {
    ethernet.forward(port, bytes);
    const out: number[] = [];
    for (let event = kernel.take(); event; event = kernel.take()) {
      if (event.kind === "switch") ethernet.forward(event.target, event.payload);
      else out.push(event.target);
    }
    return out.toSorted((a, b) => a - b);
  };
  return { ethernet, outOf };
}

test("unknown and group addresses go to every port but their own, known ones to theirs", (t) => {
  const { outOf } = newSwitch();
  t.deepEqual(outOf(0, frame(station(9), station(1))), [1, 2, 3, 4]);
  t.deepEqual(outOf(3, frame(station(1), station(9))), [0]);
  t.deepEqual(outOf(0, frame(station(9), station(1))), [3]);
  t.deepEqual(outOf(4, frame(broadcast, station(8))), [0, 1, 2, 3]);
});

test("an address that moved is learned anew with its first frame", (t) => {
  const { outOf } = newSwitch();
  outOf(0, frame(broadcast, station(1)));
  t.deepEqual(outOf(4, frame(station(1), station(8))), [0]);
  outOf(1, frame(broadcast, station(1)));
  t.deepEqual(outOf(4, frame(station(1), station(8))), [1]);
});

test("a frame for a station at its own port goes nowhere", (t) => {
  const { outOf } = newSwitch();
  outOf(0, frame(broadcast, station(1)));
  t.deepEqual(outOf(0, frame(station(1), station(2))), []);
});

test("a frozen table keeps old addresses and learns no new ones", (t) => {
  const { ethernet, outOf } = newSwitch();
  outOf(0, frame(broadcast, station(1)));
  ethernet.frozenBy.push(0);
  outOf(1, frame(broadcast, station(1)));
  t.deepEqual(outOf(4, frame(station(1), station(8))), [0]);
});

/** The primary's host at one switch, the others at another, clients at either. */
const apart: Partial<Topology> = {
  switches: ["east", "west"],
  trunks: [["east", "west"]],
  hosts: stubTopology.hosts.map((host, index) => ({ ...host, switch: index === 0 ? "east" : "west" })),
  clients: stubTopology.clients.map((client, index) => ({ ...client, switch: index === 0 ? "east" : "west" })),
};

test("what one switch does not know floods the other, too; both learn where it came from", (t) => {
  const { ethernet, outOf } = newSwitch(apart);
  t.deepEqual(outOf(0, frame(station(9), station(1))), [1, 2, 3, 4]);
  t.deepEqual(outOf(4, frame(station(1), station(9))), [0]);
  t.deepEqual(outOf(3, frame(station(9), station(8))), [4]);
  // Ports 5 and 6 are the two ends of the link between them.
  t.deepEqual(
    ethernet.learned.map((table) => [...table.values()]),
    [
      [0, 5, 3],
      [6, 4, 6],
    ],
  );
});

test("a station that moves from switch to switch is learned anew by both", (t) => {
  const { outOf } = newSwitch(apart);
  outOf(0, frame(broadcast, station(1)));
  t.deepEqual(outOf(3, frame(station(1), station(8))), [0]);
  outOf(2, frame(broadcast, station(1)));
  t.deepEqual(outOf(3, frame(station(1), station(8))), [2]);
});
