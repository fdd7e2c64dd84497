/** What a node wants done is done to the world: effect by effect, in their order. */
import type { Effect } from "../core/ports.ts";
import { emitFault } from "./faults/conduct.ts";
import { extentOf, isStep } from "./faults/crash-at-step.ts";
import { isWhenProtected } from "./hosts/when-protected.ts";
import type { CrashPoint, World } from "./world.ts";

const entropyNs = 1000;
const placementNs = 1_000_000;
const datagramHeaderBytes = 66;

export function carryOut(world: World, index: number, effect: Effect): void {
  const { kernel } = world;
  const seat = world.seats[index]!;
  const { state, host, vm } = seat;
  const { place } = host;
  switch (effect.kind) {
    case "observe": {
      const { observation } = effect;
      if (observation.what === "asked") {
        const { kind, id } = observation.request;
        if ((kind === "alone" || kind === "live") && !state.asked.includes(id)) state.asked.push(id);
      } else if (observation.what === "answered") {
        state.asked = state.asked.filter((id) => id !== observation.reply.id);
      } else if (observation.what === "phase" && observation.to === "halted") {
        // It asks no more; what it sent and storage has not yet served is still found on its way.
        state.asked = [];
      }
      kernel.emit({ seq: kernel.traceSeq, atNs: kernel.nowNs, place, kind: "replica", vm: vm.name, observation });
      return;
    }
    case "stream-write":
      world.streams.write(index, effect.stream, effect.bytes);
      return;
    case "datagram": {
      const to = world.hostNamed(effect.to);
      const from = index - vm.firstSeat;
      const { bytes } = effect;
      const line = world.network.heartbeat(from, to);
      world.network.send(line, datagramHeaderBytes + bytes.length, vm.firstSeat + to, "datagram", { from, bytes });
      return;
    }
    case "frame": {
      const { bytes, output } = effect;
      const { phase, replica } = seat.node!;
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place,
        kind: "frame-out",
        vm: vm.name,
        host: host.state.name,
        replica: output === null ? null : replica,
        phase,
        hash: world.setup.hash(bytes),
        output,
        byteCount: bytes.length,
      });
      world.sendFrame(index, bytes);
      return;
    }
    case "console":
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place,
        kind: "console-out",
        vm: vm.name,
        host: host.state.name,
        byte: effect.byte,
        output: effect.output,
      });
      return;
    case "stream-open":
      world.streams.open(
        index,
        host.state.boot,
        effect.stream,
        vm.firstSeat + world.hostNamed(effect.to),
        effect.purpose,
      );
      return;
    case "stream-close":
      world.streams.close(index, effect.stream);
      return;
    case "disk": {
      const { operation, by, output } = effect;
      const command = { what: "disk", operation, by, output } as const;
      if (world.vms[vm.index]!.disks === "shared") {
        world.volumes[vm.index]!.send(index - vm.firstSeat, host.state.boot, command);
        return;
      }
      const doneNs = world.localDisks[index]!.doneNs(index - vm.firstSeat, command, kernel.nowNs);
      kernel.schedule(doneNs, index, "local-disk", { boot: host.state.boot, command });
      return;
    }
    case "arbiter":
      world.volumes[vm.index]!.send(index - vm.firstSeat, host.state.boot, {
        what: "arbiter",
        request: effect.request,
      });
      return;
    case "read-record":
      world.volumes[vm.index]!.send(index - vm.firstSeat, host.state.boot, { what: "read-record" });
      return;
    case "entropy": {
      const bytes = kernel.random.stream(`entropy ${host.state.name}${vm.suffix}`).bytes(effect.byteCount);
      const { operation } = effect;
      kernel.schedule(kernel.nowNs + entropyNs, index, "entropy", { boot: host.state.boot, operation, bytes });
      return;
    }
    case "place":
      kernel.schedule(kernel.nowNs + placementNs, index, "candidates", { boot: host.state.boot });
      return;
    case "cpu-share":
      state.sharePerMille = effect.perMille;
      return;
  }
}

/** The same for all that a node wants at once, with crashes waiting for steps. False when its host died of one. */
export function carryOutUntilDeath(world: World, index: number, effects: readonly Effect[]): boolean {
  const deaths = new Map<number, CrashPoint>();
  for (const [at, effect] of effects.entries()) {
    for (const point of world.crashPoints) {
      const { seat, step, entry, when } = point;
      if (seat !== index || !isStep(effect, step, entry) || --point.remaining !== 0) continue;
      const [first, last] = extentOf(effects, at, step);
      deaths.set(when === "before" ? first : last + 1, point);
    }
  }
  for (let at = 0; at <= effects.length; at++) {
    const point = deaths.get(at);
    if (point && diesAt(world, index, point)) return false;
    if (at < effects.length) carryOut(world, index, effects[at]!);
  }
  return true;
}

function diesAt(world: World, index: number, point: CrashPoint): boolean {
  world.crashPoints = world.crashPoints.filter((other) => other !== point);
  const host = index % world.hosts.length;
  if (world.setup.schedule[point.fault]!.guard && !isWhenProtected(world, [host])) {
    emitFault(world, point.fault, "suppressed");
    return false;
  }
  world.crash(host);
  return true;
}
