/**
 * The trace: what happened in a run, event by event, as seen from outside. Everything that judges or shows a run
 * (properties, reports, coverage) reads this and nothing else. Events are plain data and are observed as they occur;
 * they are kept only when somebody asks for the trace.
 */
import type { Observation } from "../core/ft/observation.ts";
import type { ArbiterRecord, ArbiterRequest, HostId, ReplicaId } from "../core/ft/record.ts";
import type { Nanoseconds } from "../core/vm/units.ts";

/** Where an event happened: `host:A`, `client:1`, `storage` (or another array's name), `link:A-B.log`, `world`. */
type Place = string;

export type TraceBody =
  /** A node's journal. */
  | { readonly kind: "replica"; readonly observation: Observation }
  /** The arbiter's record changed. `inFlight` requests that the network still holds are those asked and not yet served. */
  | { readonly kind: "record"; readonly record: ArbiterRecord; readonly request: ArbiterRequest | null }
  | { readonly kind: "record-refused"; readonly record: ArbiterRecord; readonly request: ArbiterRequest }
  /** A frame entered the guest's network from a host. `hash` as in output entries; `fromReplica` null for the host itself. */
  | {
      readonly kind: "frame-out";
      readonly host: HostId;
      readonly replica: ReplicaId | null;
      readonly phase: string;
      readonly hash: string;
      readonly output: number | null;
      readonly byteCount: number;
    }
  | { readonly kind: "frame-lost"; readonly link: string; readonly reason: string }
  /** A fault laid hands on bytes of the logging channel. */
  | {
      readonly kind: "tampered";
      readonly from: HostId;
      readonly to: HostId;
      readonly how: "lost" | "truncated" | "corrupted" | "repeated" | "swapped";
    }
  | { readonly kind: "console-out"; readonly host: HostId; readonly byte: number; readonly output: number }
  /** The shared (or a local) disk's platter changed. `hash` over the bytes of the whole operation. */
  | {
      readonly kind: "disk-written";
      readonly disk: string;
      readonly by: ReplicaId;
      readonly operation: number;
      readonly sector: number;
      readonly sectorCount: number;
      readonly hash: string;
      readonly output: number | null;
    }
  | { readonly kind: "disk-refused"; readonly disk: string; readonly by: ReplicaId; readonly operation: number }
  /** A client's history: the invocation and, if it came, the response of each request. */
  | { readonly kind: "invoke"; readonly client: number; readonly request: number; readonly operation: unknown }
  | { readonly kind: "retry"; readonly client: number; readonly request: number; readonly attempt: number }
  | {
      readonly kind: "response";
      readonly client: number;
      readonly request: number;
      readonly result: unknown;
      /** The guest's clocks as the answer shows them; null where it does not. */
      readonly guestTsc: number | null;
      readonly guestTicks: number | null;
    }
  /** A client's TCP connection, numbered from 1. Not told: how one ends that the client closed. */
  | {
      readonly kind: "connection";
      readonly client: number;
      readonly connection: number;
      readonly state: "opened" | "reset" | "timed-out" | "closed by the server";
    }
  | {
      readonly kind: "fault";
      readonly fault: unknown;
      readonly index: number;
      readonly phase: "applied" | "suppressed" | "ended";
      readonly reading: string;
    }
  | { readonly kind: "host"; readonly host: HostId; readonly state: "up" | "down" | "paused" | "resumed" }
  | { readonly kind: "quiet" }
  | { readonly kind: "end"; readonly reason: "done" | "event-limit" | "time-limit" };

export type TraceEvent = {
  /** Number in the trace, from 0. */
  readonly seq: number;
  readonly atNs: Nanoseconds;
  readonly place: Place;
  /** The VM that it speaks of, by name. Absent: it speaks of what VMs share, or the world has no other. */
  readonly vm?: string | undefined;
} & TraceBody;

/** Whether a VM's own part of the trace has it. */
export function concernsVm({ vm }: TraceEvent, name: string): boolean {
  return vm === undefined || vm === name;
}

export type TraceObserver = (event: TraceEvent) => void;
