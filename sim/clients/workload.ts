/** What a client asks a guest, and how it is written: one per kind of service, handed in by the scenarios. */
import type { RandomStream } from "../kernel/random.ts";

export interface Answer {
  /** Plain data, as the history shows it. */
  readonly result: unknown;
  /** The guest's clocks as the answer shows them; null where it does not. */
  readonly guestTsc: number | null;
  readonly guestTicks: number | null;
}

/** Which request a datagram answers. */
export interface AddressedAnswer extends Answer {
  readonly client: number;
  readonly request: number;
}

export type Workload = DatagramWorkload | StreamWorkload;

/** A request is a datagram, and so is its answer. */
export interface DatagramWorkload {
  readonly transport?: "udp";
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
  /** Datagrams that go before a request, once, and that nobody answers. */
  ahead?(request: number): { readonly port: number; readonly payloads: readonly Uint8Array[] };
  encode(client: number, request: number, operation: unknown): Uint8Array;
  /** Null for what is no answer of this service. */
  decode(payload: Uint8Array): AddressedAnswer | null;
}

/** Requests and replies follow each other on a connection; a request may take several exchanges. */
export interface StreamWorkload {
  readonly transport: "tcp";
  readonly port: number;
  /** The next operations of a client, at least one, as plain data: they are begun together, in one go (pipelined). */
  next(
    random: RandomStream,
    client: number,
    last: { readonly operation: unknown; readonly result: unknown } | null,
  ): readonly unknown[];
  /**
   * How an operation goes on after these replies to it: what to send (first of all with no replies), the answer, or null
   * while more replies are to come. One that sends twice is not pipelined with others.
   */
  step(
    operation: unknown,
    replies: readonly unknown[],
  ): { readonly send: Uint8Array } | { readonly answer: Answer } | null;
  /** The first reply in what was received, as plain data, and its length; null while it is not whole. */
  parse(received: Uint8Array): { readonly reply: unknown; readonly byteCount: number } | null;
}
