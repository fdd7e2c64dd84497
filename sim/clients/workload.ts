/** What a client asks a guest, and how it is written: one per kind of service, handed in by the scenarios. */
import type { RandomStream } from "../kernel/random.ts";

export interface Answer {
  readonly client: number;
  readonly request: number;
  /** Plain data, as the history shows it. */
  readonly result: unknown;
  readonly guestTsc: number;
  readonly guestTicks: number;
}

export interface Workload {
  /** UDP port of the service. */
  readonly port: number;
  /**
   * The next operation of a client, as plain data. `last` is what the client saw last, null before its first answer:
   * a compare-and-swap has to guess right often enough to be worth it.
   */
  next(
    random: RandomStream,
    client: number,
    request: number,
    last: { readonly operation: unknown; readonly result: unknown } | null,
  ): unknown;
  encode(client: number, request: number, operation: unknown): Uint8Array;
  /** Null for what is no answer of this service. */
  decode(payload: Uint8Array): Answer | null;
}
