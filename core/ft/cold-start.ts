/**
 * Cold start, after all replicas are lost or the VM was powered off (DESIGN 6): compare-and-set to the next generation
 * and sole writer before the first instruction. Lost means known dead, never silent: else two would run at once.
 */
import { startAnnouncing } from "./announcer.ts";
import { ask } from "./arbiter-client.ts";
import { type Context, enter, machineOf, nowOf, observe } from "./context.ts";
import { firstGuest, newOwner, requestEntropyAgain } from "./go-live.ts";
import { attachDriver, createMachine } from "./lifecycle.ts";
import { seekProtection } from "./placement.ts";
import { type ArbiterRecord, bootOf, type HostId, hostOf, replicaId, type ReplicaId } from "./record.ts";

/** What is known of the replicas of a VM. */
export interface ColdStartOrder {
  readonly record: ArbiterRecord;
  /** The boot that each host reports of itself: replicas of earlier ones are dead. */
  readonly boots: Readonly<Record<HostId, number>>;
  /** Replicas that an operator declares dead. */
  readonly vouched: readonly ReplicaId[];
}

export interface ColdStart {
  isDead(replica: ReplicaId, order: ColdStartOrder): boolean;
  /** Whether this host's disk is the one to boot from: where disks are not shared, the last owner's alone. */
  hasDisk(record: ArbiterRecord, host: HostId, disks: "shared" | "non-shared"): boolean;
}

export const coldStart: ColdStart = {
  isDead: (replica, { boots, vouched }) => vouched.includes(replica) || (boots[hostOf(replica)] ?? 0) > bootOf(replica),
  hasDisk: (record, host, disks) => disks === "shared" || (record.owner !== null && hostOf(record.owner) === host),
};

/** Null where this node may ask; else why not. */
function objection(context: Context, order: ColdStartOrder): string | null {
  const { state, config, parts } = context;
  const { record } = order;
  if (!["spare", "halted", "off"].includes(state.phase)) return `the node is ${state.phase}`;
  if (!parts.coldStart.hasDisk(record, config.host, config.disks)) return "another host has the last copy of the disk";
  if (!parts.ownDisk.mayUse(state.unanswered.length)) return "its disk still works for a former attempt";
  if (record.state === "off") return null;
  const living = [record.owner, record.backup].find((replica) => replica && !parts.coldStart.isDead(replica, order));
  return living ? `${living} is not known to be dead` : null;
}

export function orderColdStart(context: Context, order: ColdStartOrder): void {
  const { state, config } = context;
  // Room comes first: an owner that storage knows and that cannot run would be worse than none.
  const refusal = objection(context, order) ?? (createMachine(context) ? null : "the host has no memory for it");
  if (refusal !== null) return observe(context, { what: "refused-cold-start", reason: refusal });
  const { record } = order;
  state.attempt++;
  state.replica = replicaId(config, state.attempt);
  state.requests = 0;
  state.record = record;
  enter(context, "starting", "all replicas are known to be dead, or the VM was powered off");
  const next = { generation: record.generation + 1, owner: state.replica, backup: null, state: "running" } as const;
  ask(context, "cold-start", next);
}

/** The arbiter said yes: a new history begins, from power on. */
export function startAnew(context: Context): void {
  const { state } = context;
  const now = nowOf(context);
  const { latestGuestNs, position } = machineOf(context);
  firstGuest(context);
  state.owner = newOwner(latestGuestNs - now, 0, now);
  attachDriver(context);
  requestEntropyAgain(context);
  enter(context, "primary-alone", "the arbiter said yes: from power on");
  observe(context, { what: "live", record: state.record, position, entry: 0, drainNs: 0 });
  startAnnouncing(context);
  seekProtection(context, null);
}
