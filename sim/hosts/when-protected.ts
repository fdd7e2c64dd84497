/**
 * The guard `whenProtected` (DESIGN 7): the record names two replicas, both alive and in step, and no request to go live
 * or alone is unanswered. A host that neither the record nor a request that could still land would make a replica may
 * fail at any time.
 */
import { hostOf, type ReplicaId } from "../../core/ft/record.ts";
import type { World } from "../world.ts";

/** `struck`: the hosts that would fail; none given means any replica's. */
export function isWhenProtected(world: World, struck: readonly number[]): boolean {
  const { owner, backup } = world.storage.record;
  if (struck.length > 0 && struck.every((index) => !couldBeReplica(world, index))) return true;
  if (owner === null || backup === null) return false;
  const primaryInStep = isAt(world, owner, ["primary-protected"]);
  const backupInStep = isAt(world, backup, ["backup"]);
  return primaryInStep && backupInStep && requestsUnderWay(world).length === 0;
}

function isAt(world: World, replica: ReplicaId, phases: readonly string[]): boolean {
  const host = world.hosts[world.hostIndex(hostOf(replica))];
  if (!host?.runs || host.node === null) return false;
  return host.node.replica === replica && phases.includes(host.node.phase);
}

function couldBeReplica(world: World, index: number): boolean {
  const { owner, backup } = world.storage.record;
  const name = world.hosts[index]!.state.name;
  const named = [owner, backup];
  for (const event of world.kernel.queue.events) {
    if (event.kind !== "storage" || event.payload.command.what !== "arbiter") continue;
    named.push(event.payload.command.request.next.owner, event.payload.command.request.next.backup);
  }
  return named.some((replica) => replica !== null && hostOf(replica) === name);
}

/** Ids of requests to go live or alone that storage may still serve, or whose answer their sender has not seen. */
function requestsUnderWay(world: World): string[] {
  const ids = world.hosts.flatMap(({ state }) => state.asked);
  for (const event of world.kernel.queue.events) {
    if (event.kind !== "storage" || event.payload.command.what !== "arbiter") continue;
    const { request } = event.payload.command;
    if (request.kind === "alone" || request.kind === "live") ids.push(request.id);
  }
  return ids;
}
