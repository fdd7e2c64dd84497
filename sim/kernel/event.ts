/**
 * Simulator events (law 4): plain data, never closures. `target` is the index of a seat, port, client, stream or fault,
 * as the kind says.
 */
import type { ArbiterRecord, ArbiterReply, ArbiterRequest, ReplicaId } from "../../core/ft/record.ts";
import type { DiskOperation } from "../../core/vm/machine-io.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";

/** What a host asks of the storage array (or, with non-shared disks, of the arbiter's service). */
export type StorageCommand =
  | {
      readonly what: "disk";
      readonly operation: DiskOperation;
      readonly by: ReplicaId;
      readonly output: number | null;
    }
  | { readonly what: "arbiter"; readonly request: ArbiterRequest }
  | { readonly what: "read-record" };

export type StorageAnswer =
  | {
      readonly what: "disk";
      readonly by: ReplicaId;
      readonly operation: number;
      readonly outcome: "ok" | "error" | "refused";
      readonly data: Uint8Array | null;
    }
  | { readonly what: "arbiter"; readonly reply: ArbiterReply }
  | { readonly what: "record"; readonly record: ArbiterRecord };

export interface EventPayloads {
  /** A node may be due: `Node.wakeAtNs`, by its host's clock. Stale unless its seat still expects it now. */
  readonly wake: null;
  /** The host's CPU is free for this VM. */
  readonly cpu: null;
  readonly datagram: { readonly from: number; readonly bytes: Uint8Array };
  /** A segment comes to one end of a stream. */
  readonly segment: {
    readonly end: 0 | 1;
    readonly what: "open" | "opened" | "bytes" | "closed";
    readonly bytes: Uint8Array | null;
  };
  /** A stream that nobody answered is given up by its opener. */
  readonly "stream-timeout": null;
  /** A frame reaches the switch at a port. */
  readonly switch: Uint8Array;
  /** A frame leaves the switch and reaches what is plugged in at a port. */
  readonly port: Uint8Array;
  /** A frame of one VM reaches another one on its host. */
  readonly neighbour: Uint8Array;
  /** A command takes effect at the array. Target: the seat that sent it. `read`: the record when it was sent. */
  readonly storage: { readonly boot: number; readonly command: StorageCommand; readonly read: ArbiterRecord };
  readonly "storage-answer": { readonly boot: number; readonly answer: StorageAnswer };
  /** An operation of a host's own disk is done. */
  readonly "local-disk": { readonly boot: number; readonly command: StorageCommand & { readonly what: "disk" } };
  readonly entropy: { readonly boot: number; readonly operation: number; readonly bytes: Uint8Array };
  readonly candidates: { readonly boot: number };
  /** A client sends its next request, or the open one again if `request` is still that. */
  readonly client: { readonly request: number; readonly attempt: number };
  /** A connection of a client may be due. */
  readonly "tcp-timer": null;
  readonly "power-on": null;
  readonly fault: null;
  /** A fault that changes while it lasts takes its next step, with this number. */
  readonly "fault-step": number;
  readonly "fault-end": null;
  /** The last fault has ended. */
  readonly quiet: null;
  /** Clients begin nothing new. */
  readonly settle: null;
  readonly end: null;
}

export type EventKind = keyof EventPayloads;

export type SimulatorEvent = {
  [Kind in EventKind]: {
    readonly at: Nanoseconds;
    /** Order among events of the same time: that of scheduling. */
    readonly seq: number;
    readonly target: number;
    readonly kind: Kind;
    readonly payload: EventPayloads[Kind];
  };
}[EventKind];
