/**
 * What core asks of the outside. The FT stack is sans-I/O: an `Input` in, a list of `Effect`s out, nothing else happens.
 *
 * Order is part of the contract: effects are carried out in the order of the list. An effect that fails (a lost
 * datagram, a broken stream) reports itself, if at all, as a later input. All byte arrays are handed over: neither side
 * writes to them afterwards.
 */
import type { OutputNumber, ControlOperation } from "./replay/entry.ts";
import type { ColdStartOrder } from "./ft/cold-start.ts";
import type { Observation } from "./ft/observation.ts";
import type { ArbiterRecord, ArbiterReply, ArbiterRequest, HostId, ReplicaId } from "./ft/record.ts";
import type { DiskOperation } from "./vm/machine-io.ts";
import type { Nanoseconds, Units } from "./vm/units.ts";

/** 64-bit hash of the bytes as 16 hexadecimal digits (XXH64, seed 0). */
export type Hash64 = (bytes: Uint8Array) => string;

/** Memory for a machine, all zero, from a pool: a fresh `WebAssembly.Memory` costs milliseconds. */
export type MemoryPool = {
  /** Null: the host has no room for it. */
  take(byteCount: number): ArrayBuffer | null;
  /** Nothing refers to it any more. */
  give(memory: ArrayBuffer): void;
};

/**
 * A stream as one node knows it, unique for the node's life; the other end has a number of its own. A node numbers
 * those that it opens 1, 3, 5, ...; its host numbers those that peers open 2, 4, 6, ...
 */
export type StreamId = number;

/** What the stream is for: the host routes a new one to its VM's node by this. */
export type StreamPurpose = "log" | "vmotion";

export type Input =
  /** First input of a node. `record` as it stands on storage. */
  | { readonly kind: "start"; readonly role: "primary" | "backup" | "spare"; readonly record: ArbiterRecord }
  /** CPU time: the VM may execute at most `units` now, at `unitsPerSecond`. Given only while `Node.wantsCpu`. */
  | { readonly kind: "cpu"; readonly units: Units; readonly unitsPerSecond: number }
  /** `Node.wakeAtNs` has come. */
  | { readonly kind: "wake" }
  /** Heartbeat path. */
  | { readonly kind: "datagram"; readonly from: HostId; readonly bytes: Uint8Array }
  /** A peer opened a stream to us, or the one that we opened is up. Bytes may be written from now on. */
  | { readonly kind: "stream-open"; readonly stream: StreamId; readonly peer: HostId; readonly purpose: StreamPurpose }
  | { readonly kind: "stream-bytes"; readonly stream: StreamId; readonly bytes: Uint8Array }
  /** Reset or refused: what was under way is lost. */
  | { readonly kind: "stream-closed"; readonly stream: StreamId }
  /** A frame arrived at the physical card for the VM's. */
  | { readonly kind: "frame"; readonly bytes: Uint8Array }
  /** Keys for the VM's serial port. */
  | { readonly kind: "console"; readonly bytes: Uint8Array }
  /** `refused`: storage has another sole writer. */
  | {
      readonly kind: "disk";
      /** As in the effect that it answers: a node may hold one replica after another, each with its own numbers. */
      readonly by: ReplicaId;
      readonly operation: number;
      readonly outcome: "ok" | "error" | "refused";
      readonly data: Uint8Array | null;
    }
  | { readonly kind: "arbiter"; readonly reply: ArbiterReply }
  /** Answer to a `read-record`. */
  | { readonly kind: "record"; readonly record: ArbiterRecord }
  /** Random bytes that the node asked for with `entropy`. */
  | { readonly kind: "entropy"; readonly operation: number; readonly bytes: Uint8Array }
  /** From the operator. */
  | { readonly kind: "control"; readonly operation: ControlOperation }
  | { readonly kind: "move"; readonly which: "primary" | "backup"; readonly to: HostId }
  /** From the operator, after the loss of all replicas or a power-off: start the VM anew on this host. */
  | ({ readonly kind: "cold-start" } & ColdStartOrder)
  /** Placement's answer: hosts that could hold a replica, best first; those of the present replicas are left out. */
  | { readonly kind: "candidates"; readonly hosts: readonly HostId[] };

export type Effect =
  | { readonly kind: "datagram"; readonly to: HostId; readonly bytes: Uint8Array }
  | {
      readonly kind: "stream-open";
      readonly stream: StreamId;
      readonly to: HostId;
      readonly purpose: StreamPurpose;
    }
  | { readonly kind: "stream-write"; readonly stream: StreamId; readonly bytes: Uint8Array }
  /** What was written before still arrives, then the other end's `stream-closed`; nothing more comes in here. */
  | { readonly kind: "stream-close"; readonly stream: StreamId }
  /** To the wire. `output` is null for announcements of the MAC address. */
  | { readonly kind: "frame"; readonly bytes: Uint8Array; readonly output: OutputNumber | null }
  | { readonly kind: "console"; readonly byte: number; readonly output: OutputNumber }
  /**
   * To the VM's disk, shared or local as configured. Reads and flushes carry no output number; non-shared writes
   * neither. Negative operation numbers are the node's own (copying a disk), all others the guest's.
   */
  | {
      readonly kind: "disk";
      readonly operation: DiskOperation;
      readonly by: ReplicaId;
      readonly output: OutputNumber | null;
    }
  | { readonly kind: "entropy"; readonly operation: number; readonly byteCount: number }
  | { readonly kind: "arbiter"; readonly request: ArbiterRequest }
  | { readonly kind: "read-record" }
  /** Ask placement for hosts (answered by `candidates`). */
  | { readonly kind: "place" }
  /** CPU share of the VM on this host, in thousandths. */
  | { readonly kind: "cpu-share"; readonly perMille: number }
  /** What happened, for logs, metrics and whoever watches. Carries no order of its own to the outside. */
  | { readonly kind: "observe"; readonly observation: Observation };

/** Host clocks at the moment of an input. The monotonic one may drift or freeze, the wall clock may jump. */
export interface HostTime {
  readonly monotonicNs: Nanoseconds;
  readonly wallSeconds: number;
}
