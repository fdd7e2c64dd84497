/** What happens at an event of the simulator: whose turn it is, and what comes to it. */
import { isGroupAddress, macAt } from "./network/ethernet.ts";
import type { TcpClient } from "./clients/tcp-client.ts";
import { beginFault, endFault, stepFault } from "./faults/conduct.ts";
import type { SimulatorEvent } from "./kernel/event.ts";
import type { World } from "./world.ts";

export function dispatch(world: World, event: SimulatorEvent): void {
  const { target } = event;
  switch (event.kind) {
    case "wake":
      world.seats[target]!.wake();
      return;
    case "cpu":
      world.seats[target]!.grant();
      return;
    case "datagram": {
      const { from, bytes } = event.payload;
      world.kernel.hash.bytes(bytes);
      // A copy, here and wherever one node's bytes come to another: replicas share nothing (law 7).
      world.seats[target]!.deliver({ kind: "datagram", from: world.hosts[from]!.state.name, bytes: bytes.slice() });
      return;
    }
    case "segment":
      world.streams.arrive(target, event.payload);
      return;
    case "stream-timeout":
      world.streams.timeout(target);
      return;
    case "switch":
      world.ethernet.forward(target, event.payload);
      return;
    case "port":
      atPort(world, target, event.payload);
      return;
    case "neighbour":
      world.seats[target]!.deliver({ kind: "frame", bytes: event.payload.slice() });
      return;
    case "storage":
      world.volumes[world.seats[target]!.vm.index]!.take(target % world.hosts.length, event.payload);
      return;
    case "storage-answer":
      answered(world, target, event.payload);
      return;
    case "local-disk": {
      const { boot, command } = event.payload;
      const { state } = world.seats[target]!.host;
      // A host that boots resets its disks: what they had not done by then, they never do.
      if (boot !== state.boot || !state.powered) return;
      answered(world, target, {
        boot,
        answer: world.localDisks[target]!.carryOut(target % world.hosts.length, command),
      });
      return;
    }
    case "entropy": {
      const { boot, operation, bytes } = event.payload;
      const seat = world.seats[target]!;
      if (boot === seat.host.state.boot) seat.deliver({ kind: "entropy", operation, bytes });
      return;
    }
    case "candidates": {
      const seat = world.seats[target]!;
      if (event.payload.boot === seat.host.state.boot)
        seat.deliver({ kind: "candidates", hosts: world.candidates(seat.vm.index) });
      return;
    }
    case "client":
      world.clients[target]!.due(event.payload.request, event.payload.attempt);
      return;
    case "tcp-timer":
      (world.clients[target] as TcpClient).timer();
      return;
    case "fault":
      beginFault(world, target);
      return;
    case "fault-step":
      stepFault(world, target, event.payload);
      return;
    case "fault-end":
      endFault(world, target);
      return;
    case "power-on":
      for (const volume of world.volumes) volume.announce();
      for (const index of world.hosts.keys()) world.boot(index);
      for (const client of world.clients) client.start();
      return;
    case "quiet":
      world.kernel.emit({ seq: world.kernel.traceSeq, atNs: world.nowNs, place: "world", kind: "quiet" });
      return;
    case "settle":
      for (const client of world.clients) client.stop();
      return;
    case "end":
      world.end("done");
  }
}

function atPort(world: World, port: number, frame: Uint8Array): void {
  const client = world.clients[port - world.hosts.length];
  if (client) {
    client.receive(frame);
    return;
  }
  for (const { mac, place } of world.vms) {
    if (!isGroupAddress(frame) && macAt(frame, 0) !== mac) continue;
    world.seats[place.firstSeat + port]!.deliver({ kind: "frame", bytes: frame.slice() });
  }
}

function answered(
  world: World,
  seat: number,
  { boot, answer }: (SimulatorEvent & { kind: "storage-answer" })["payload"],
): void {
  const to = world.seats[seat]!;
  if (boot !== to.host.state.boot) return;
  switch (answer.what) {
    case "disk":
      to.deliver({
        kind: "disk",
        by: answer.by,
        operation: answer.operation,
        outcome: answer.outcome,
        data: answer.data,
      });
      return;
    case "arbiter":
      to.deliver({ kind: "arbiter", reply: { ...answer.reply, record: { ...answer.reply.record } } });
      return;
    case "record":
      to.deliver({ kind: "record", record: { ...answer.record } });
  }
}
