/**
 * The arbiter's record (DESIGN 6): one per VM, on shared storage or in a service of its own. Every change of role is
 * one compare-and-set on it, which in the same storage step makes the owner the sole writer of the shared disk.
 */

/** A host, by name. */
export type HostId = string;

/**
 * One attempt of a host to be a replica: `host.boot.attempt`, for example `A.1.2`; among several VMs with the VM's name,
 * `A.1.2.web`. Never used again.
 */
export type ReplicaId = string;

/** `vm` null: the hosts have no other. */
export function replicaId(
  { host, boot, vm }: { readonly host: HostId; readonly boot: number; readonly vm: string | null },
  attempt: number,
): ReplicaId {
  return vm === null ? `${host}.${boot}.${attempt}` : `${host}.${boot}.${attempt}.${vm}`;
}

export function hostOf(replica: ReplicaId): HostId {
  return replica.slice(0, replica.indexOf("."));
}

/** Number of the boot of its host that a replica belongs to. */
export function bootOf(replica: ReplicaId): number {
  return Number(replica.split(".")[1]);
}

export function attemptOf(replica: ReplicaId): number {
  return Number(replica.split(".")[2]);
}

export interface ArbiterRecord {
  /** One more with every change. */
  readonly version: number;
  /** One tenure of an owner; each change of owner begins the next. */
  readonly generation: number;
  readonly owner: ReplicaId | null;
  readonly backup: ReplicaId | null;
  readonly state: "running" | "off";
  /** The id of the request that made this version: the same id asked again gets the same yes. */
  readonly request: string;
}

export type RequestKind = "arm" | "alone" | "live" | "move-primary" | "move-backup" | "power-off" | "cold-start";

/** A compare-and-set: succeeds only if the record equals `expected` in every field, version included. */
export interface ArbiterRequest {
  /** Unique to this attempt: asker, kind and a count. */
  readonly id: string;
  readonly asker: ReplicaId;
  readonly kind: RequestKind;
  readonly expected: ArbiterRecord;
  readonly next: Pick<ArbiterRecord, "generation" | "owner" | "backup" | "state">;
}

export interface ArbiterReply {
  readonly id: string;
  readonly granted: boolean;
  /** The record as it is now. */
  readonly record: ArbiterRecord;
}

function equal(a: ArbiterRecord, b: ArbiterRecord): boolean {
  return (
    a.version === b.version &&
    a.generation === b.generation &&
    a.owner === b.owner &&
    a.backup === b.backup &&
    a.state === b.state &&
    a.request === b.request
  );
}

/** One atomic step of the storage that holds the record. */
export function compareAndSet(
  record: ArbiterRecord,
  request: ArbiterRequest,
): { readonly record: ArbiterRecord; readonly reply: ArbiterReply } {
  if (record.request === request.id) return { record, reply: { id: request.id, granted: true, record } };
  if (!equal(record, request.expected)) return { record, reply: { id: request.id, granted: false, record } };
  const next = { version: record.version + 1, ...request.next, request: request.id };
  return { record: next, reply: { id: request.id, granted: true, record: next } };
}
