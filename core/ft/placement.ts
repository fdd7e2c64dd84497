/** Which host gets the next replica (paper 3.1): never that of another replica; one that failed lately comes last. */
import { type HostId, hostOf, type ReplicaId } from "./record.ts";
import type { OwnerState } from "./state.ts";
import { type Context, nowOf, ownerOf } from "./context.ts";
import type { Nanoseconds } from "../vm/units.ts";
import type { Tuning } from "./tuning.ts";

export interface Placement {
  /** Whether a replica may go to a host: not where another one is (paper 3.3). */
  mayHold(host: HostId, replicas: readonly (ReplicaId | null)[]): boolean;
  /** `hosts`: those with room, best first; `failed`: where replicas or clones were lost, oldest first. */
  choose(hosts: readonly HostId[], own: HostId, failed: readonly HostId[]): HostId | null;
  /** When to look for a host again; null: never. */
  againNs(attempts: number, nowNs: Nanoseconds, tuning: Tuning): Nanoseconds | null;
}

export const placement: Placement = {
  mayHold: (host, replicas) => !replicas.some((replica) => replica !== null && hostOf(replica) === host),
  choose(hosts, own, failed) {
    const others = hosts.filter((host) => host !== own);
    const fresh = others.find((host) => !failed.includes(host));
    return fresh ?? failed.find((host) => others.includes(host)) ?? null;
  },
  againNs: (_attempts, nowNs, { protectAgainNs }) => nowNs + protectAgainNs,
};

/** Begins to look for a host for a new backup. */
export function seekProtection(context: Context, lost: HostId | null): void {
  const owner = ownerOf(context);
  if (lost !== null) noteFailed(owner, lost);
  owner.seek = { attempts: 0, nextNs: nowOf(context) };
}

/** The last one to fail is the last to be tried again. */
export function noteFailed(owner: OwnerState, host: HostId): void {
  owner.failedHosts = [...owner.failedHosts.filter((other) => other !== host), host];
}

/** When to ask placement; Infinity: there is nothing to protect, or somebody is on the way. */
export function seekNs(context: Context): Nanoseconds {
  const { seek, clone, dead, power } = ownerOf(context);
  if (!seek || context.state.phase !== "primary-alone" || clone || dead || power !== "on") return Infinity;
  return seek.nextNs ?? Infinity;
}

export function seekWhenDue(context: Context): void {
  const { parts, config } = context;
  const { seek } = ownerOf(context);
  const now = nowOf(context);
  if (!seek || now < seekNs(context)) return;
  seek.attempts++;
  seek.nextNs = parts.placement.againNs(seek.attempts, now, config.tuning);
  context.effects.push({ kind: "place" });
}
