/**
 * What a node says about itself: its journal. Properties, reports and operators read it; the protocol never does.
 * Every observation is made by one replica (`replica`), at the host's present time.
 */
import type { EntryNumber, OutputDevice, OutputNumber } from "../replay/entry.ts";
import type { ByteCount, Position } from "../vm/units.ts";
import type { Phase } from "./phase.ts";
import type { ArbiterRecord, ArbiterReply, ArbiterRequest, HostId, ReplicaId } from "./record.ts";

export type Observation = { readonly replica: ReplicaId } & (
  | { readonly what: "phase"; readonly from: Phase; readonly to: Phase; readonly reason: string }
  /**
   * The primary closed a batch of log entries, alone or not: `bytes` as `decodeBatch` takes them. The batches of the
   * surviving primaries, one after the other, are the log of the whole history from power on.
   */
  | {
      readonly what: "logged";
      readonly first: EntryNumber;
      readonly through: EntryNumber;
      readonly position: Position;
      readonly bytes: Uint8Array;
    }
  /** The primary put entries up to this one on the wire. */
  | { readonly what: "sent"; readonly through: EntryNumber; readonly to: ReplicaId }
  | { readonly what: "received"; readonly through: EntryNumber; readonly from: ReplicaId }
  /** The backup put its acknowledgement on the wire. */
  | { readonly what: "acknowledged"; readonly through: EntryNumber; readonly to: ReplicaId }
  | { readonly what: "heard-acknowledgement"; readonly through: EntryNumber; readonly from: ReplicaId }
  /** A replayer applied or consumed these entries, and stands at `position`. */
  | {
      readonly what: "applied";
      readonly first: EntryNumber;
      readonly through: EntryNumber;
      readonly position: Position;
    }
  /** The guest made an output: on the primary while it runs, on the backup in replay. */
  | {
      readonly what: "produced";
      readonly output: OutputNumber;
      readonly device: OutputDevice;
      readonly position: Position;
      readonly hash: string;
      /** The output's own entry; null where there is none (a write to a non-shared disk). */
      readonly entry: EntryNumber | null;
      readonly live: boolean;
    }
  /** An output left for the outside. `again`: re-sent or re-issued at go-live. */
  | {
      readonly what: "released";
      readonly output: OutputNumber;
      readonly device: OutputDevice;
      readonly position: Position;
      readonly hash: string;
      readonly entry: EntryNumber | null;
      readonly heldNs: number;
      readonly again: boolean;
    }
  | {
      readonly what: "disk-issued";
      readonly operation: number;
      readonly type: string;
      readonly sector: number;
      readonly sectorCount: number;
      readonly again: boolean;
    }
  | { readonly what: "disk-completed"; readonly operation: number; readonly ok: boolean }
  | {
      readonly what: "suspected";
      readonly peer: ReplicaId;
      readonly path: "heartbeat" | "log" | "report";
      readonly silentNs: number;
    }
  | { readonly what: "asked"; readonly request: ArbiterRequest }
  | { readonly what: "answered"; readonly reply: ArbiterReply }
  /** Went live: everything acknowledged is executed. */
  | {
      readonly what: "live";
      readonly record: ArbiterRecord;
      readonly position: Position;
      readonly entry: EntryNumber;
      readonly drainNs: number;
    }
  | { readonly what: "alone"; readonly record: ArbiterRecord; readonly position: Position }
  /** Of the machine as it is once it has taken everything up to `entry`: alike on all replicas. */
  | { readonly what: "digest"; readonly position: Position; readonly entry: EntryNumber; readonly digest: string }
  | { readonly what: "diverged"; readonly position: Position; readonly expected: string; readonly found: string }
  /** What came on a stream was damaged or out of order: the stream is closed and opened again. */
  | { readonly what: "stream-refused"; readonly peer: ReplicaId | null; readonly reason: string }
  | { readonly what: "announced"; readonly attempt: number }
  | { readonly what: "lag"; readonly lagNs: number; readonly sharePerMille: number }
  | { readonly what: "cpu-share"; readonly perMille: number }
  | {
      readonly what: "vmotion";
      readonly step: "began" | "round" | "cut" | "in-step" | "committed" | "given-up";
      readonly to: ReplicaId;
      readonly host: HostId;
      readonly stopNs: number;
    }
  /** How far a slice of CPU time went; said while outputs wait. */
  | { readonly what: "executed"; readonly position: Position; readonly instructions: number }
  | { readonly what: "guest-died"; readonly position: Position }
  | { readonly what: "powered-off"; readonly position: Position }
  | { readonly what: "refused-cold-start"; readonly reason: string }
  /** The host has no room for the VM: the replica that was to be made here is none. */
  | { readonly what: "no-memory"; readonly byteCount: ByteCount }
  | { readonly what: "halted"; readonly reason: string }
);
