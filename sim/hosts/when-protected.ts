/**
 * The guard `whenProtected` (DESIGN 7): the record names two replicas, both alive and in step, and no request to go live
 * or alone is unanswered. A host that neither the record nor a request that could still land would make a replica may
 * fail at any time.
 */
import { hostOf, type ArbiterRequest, type ReplicaId } from "../../core/ft/record.ts";
import type { World } from "../world.ts";
import type { Seat } from "./seat.ts";

/** `struck`: the hosts that would fail; none given means any replica's. Every VM must be able to bear it. */
export function isWhenProtected(world: World, struck: readonly number[]): boolean {
  return world.vms.every((_, vm) => bears(world, vm, struck));
}

function bears(world: World, vm: number, struck: readonly number[]): boolean {
  const { owner, backup } = world.volumes[vm]!.record;
  if (struck.length > 0 && struck.every((index) => !couldBeReplica(world, vm, index))) return true;
  if (owner === null || backup === null) return false;
  const primaryInStep = isAt(world, vm, owner, ["primary-protected"]);
  const backupInStep = isAt(world, vm, backup, ["backup"]);
  return primaryInStep && backupInStep && requestsUnderWay(world, vm).length === 0;
}

function isAt(world: World, vm: number, replica: ReplicaId, phases: readonly string[]): boolean {
  const seat = seatsOf(world, vm)[world.hostNamed(hostOf(replica))];
  if (!seat?.host.runs || seat.node === null) return false;
  return seat.node.replica === replica && phases.includes(seat.node.phase);
}

function seatsOf(world: World, vm: number): readonly Seat[] {
  return world.seats.filter((seat) => seat.vm.index === vm);
}

function couldBeReplica(world: World, vm: number, index: number): boolean {
  const { owner, backup } = world.volumes[vm]!.record;
  const name = world.hosts[index]!.state.name;
  const named = [owner, backup];
  for (const { next } of requestsToCome(world, vm)) named.push(next.owner, next.backup);
  return named.some((replica) => replica !== null && hostOf(replica) === name);
}

/** That storage may still serve. */
function requestsToCome(world: World, vm: number): ArbiterRequest[] {
  const requests: ArbiterRequest[] = [];
  for (const event of world.kernel.queue.events) {
    if (event.kind !== "storage" || event.payload.command.what !== "arbiter") continue;
    if (world.seats[event.target]!.vm.index === vm) requests.push(event.payload.command.request);
  }
  return requests;
}

/** Ids of requests to go live or alone that storage may still serve, or whose answer their sender has not seen. */
function requestsUnderWay(world: World, vm: number): string[] {
  const ids = seatsOf(world, vm).flatMap(({ state }) => state.asked);
  for (const { kind, id } of requestsToCome(world, vm)) if (kind === "alone" || kind === "live") ids.push(id);
  return ids;
}
