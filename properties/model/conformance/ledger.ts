/**
 * What the model knows of a run, kept up from its trace: the record and what was asked of it, and of each replica what
 * the model's state holds. Names are the model's; entries of the log stand for items of its histories.
 */
import type { Phase } from "../../../core/ft/phase.ts";
import type { ArbiterRecord, ArbiterReply, ArbiterRequest, HostId, ReplicaId } from "../../../core/ft/record.ts";
import { hostOf } from "../../../core/ft/record.ts";

/** The model forbids the step. */
export class NotAllowed extends Error {}

interface WriteUnderWay {
  readonly sector: number;
  readonly sectorCount: number;
  landed: boolean;
  /** The log said so, before this replica's own disk did. */
  completed: boolean;
}

export interface ReplicaLedger {
  readonly id: ReplicaId;
  phase: Phase;
  /** The record as it knows it. */
  known: ArbiterRecord | null;
  open: ArbiterRequest | null;
  /** The answer that it has not acted on. */
  reply: ArbiterReply | null;
  /** Last entries that it received, acknowledged to anybody, and has in its history. */
  received: number;
  acknowledged: number;
  logged: number;
  /** Last entry that each follower is known to have acknowledged. */
  readonly seen: Map<ReplicaId, number>;
  clone: { readonly id: ReplicaId; readonly cut: boolean; readonly inStep: boolean } | null;
  /** The last frame or console byte that it handed over. */
  handed: number;
  readonly writes: Map<number, WriteUnderWay>;
}

export class Ledger {
  record: ArbiterRecord | null = null;
  /** Every record that ever stood, by version. */
  readonly records = new Map<number, ArbiterRecord>();
  /** Every request that was ever asked: the network may hold a copy for ever. */
  readonly asked = new Map<string, ArbiterRequest>();
  readonly granted = new Set<string>();
  readonly refused = new Set<string>();
  /** `follower>owner`: the last entry acknowledged. */
  readonly acknowledged = new Map<string, number>();
  readonly #replicas = new Map<ReplicaId, ReplicaLedger>();
  readonly #down = new Set<ReplicaId>();

  replica(id: ReplicaId): ReplicaLedger {
    const known = this.#replicas.get(id);
    if (known) return known;
    const one: ReplicaLedger = {
      id,
      phase: "spare",
      known: this.record && (this.record.owner === id || this.record.backup === id) ? this.record : null,
      open: null,
      reply: null,
      received: 0,
      acknowledged: 0,
      logged: 0,
      seen: new Map(),
      clone: null,
      handed: 0,
      writes: new Map(),
    };
    this.#replicas.set(id, one);
    return one;
  }

  /** All replicas of the host are gone for good. */
  fell(host: HostId): void {
    for (const id of this.#replicas.keys()) if (hostOf(id) === host) this.#down.add(id);
  }

  isDown(id: ReplicaId): boolean {
    return this.#down.has(id);
  }
}

export function require(holds: boolean, why: () => string): asserts holds {
  if (!holds) throw new NotAllowed(why());
}
