/**
 * Which frames carried what clients asked and what they heard. The trace alone does not say it; what crossed the links
 * does: a frame is known again at the end of a line by its bytes and its time of arrival, and in the log of the primary by
 * its bytes, which the entry holds as they are.
 */
import type { Transmission } from "../../sim/network/tap.ts";
import type { TraceEvent } from "../../sim/trace.ts";

/** Frames that came to a host and are in no batch yet; what a host does not log (its replica is no primary) is pushed out. */
const UNLOGGED_MAX = 64;

export interface Carried {
  /** By response: the `frame-out` that brought it. */
  readonly brought: ReadonlyMap<number, number>;
  /** By `logged`: the events of clients whose frames are among its entries. */
  readonly logged: ReadonlyMap<number, readonly number[]>;
}

type Frame = Extract<Transmission, { readonly bytes: Uint8Array; readonly arrivals: unknown }>;

interface Arrived {
  readonly atNs: number;
  readonly bytes: Buffer;
  /** The event that sent it. */
  readonly sender: number;
}

/** Not ARP, which carries no request (EtherType, IEEE 802.3 3.2.6). */
function isIp(bytes: Uint8Array): boolean {
  return bytes[12] === 0x08 && bytes[13] === 0x00;
}

/** Everything that came out of switches, by what is plugged in there: in order of time. */
function arrivalsOf(events: readonly TraceEvent[], wire: readonly Transmission[]): Map<string, Arrived[]> {
  const senders = new Senders(events);
  const hosts = new Set(events.flatMap((event) => (event.kind === "host" ? [event.host] : [])));
  const isStation = (name: string) => name.startsWith("client:") || hosts.has(name);
  /** On their way through switches: what arrives at one leaves it at the same moment. */
  const switched = new Map<string, number>();
  const arrived = new Map<string, Arrived[]>();
  for (const frame of wire) {
    if (frame.unit !== "frame" || !isIp(frame.bytes)) continue;
    const [from = "", to = ""] = frame.line.split(">");
    const bytes = Buffer.from(frame.bytes);
    const content = bytes.toString("latin1");
    if (!isStation(to)) {
      const sender = isStation(from) ? senders.of(frame, from) : switched.get(`${frame.atNs} ${content}`);
      if (sender !== null && sender !== undefined)
        for (const atNs of frame.arrivals) switched.set(`${atNs} ${content}`, sender);
      continue;
    }
    const sender = switched.get(`${frame.atNs} ${content}`);
    if (sender === undefined) continue;
    const here = arrived.get(to) ?? [];
    arrived.set(to, here);
    for (const atNs of frame.arrivals) here.push({ atNs, bytes, sender });
  }
  for (const here of arrived.values()) here.sort((a, b) => a.atNs - b.atNs);
  return arrived;
}

/** The event for which a frame was put on the line: a host's own `frame-out`, or the latest of a client. */
class Senders {
  readonly #events: readonly TraceEvent[];
  readonly #framesOut = new Map<string, number[]>();
  readonly #latest = new Map<string, number>();
  #next = 0;

  constructor(events: readonly TraceEvent[]) {
    this.#events = events;
    for (const event of events) {
      if (event.kind !== "frame-out") continue;
      const moment = `${event.host} ${event.atNs}`;
      const known = this.#framesOut.get(moment);
      if (known) known.push(event.seq);
      else this.#framesOut.set(moment, [event.seq]);
    }
  }

  /** Asked in order of time. */
  of({ atNs }: Frame, from: string): number | null {
    for (; this.#next < this.#events.length && this.#events[this.#next]!.atNs <= atNs; this.#next++) {
      const { seq, place } = this.#events[this.#next]!;
      if (place.startsWith("client:")) this.#latest.set(place, seq);
    }
    return this.#framesOut.get(`${from} ${atNs}`)?.shift() ?? this.#latest.get(from) ?? null;
  }
}

export function carried(events: readonly TraceEvent[], wire: readonly Transmission[]): Carried {
  const arrived = arrivalsOf(events, wire);
  const brought = new Map<number, number>();
  const logged = new Map<number, number[]>();
  const unlogged = new Map<string, Arrived[]>();
  const upTo = (place: string, nowNs: number): Arrived[] => {
    const waiting = unlogged.get(place) ?? [];
    unlogged.set(place, waiting);
    const coming = arrived.get(place);
    while (coming?.[0] && coming[0].atNs <= nowNs) waiting.push(coming.shift()!);
    waiting.splice(0, waiting.length - UNLOGGED_MAX);
    return waiting;
  };
  for (const event of events) {
    if (event.kind === "response") {
      const last = upTo(event.place, event.atNs).at(-1);
      if (last?.atNs === event.atNs) brought.set(event.seq, last.sender);
    } else if (event.kind === "replica" && event.observation.what === "logged") {
      const batch = Buffer.from(event.observation.bytes);
      const waiting = upTo(event.place.slice("host:".length), event.atNs);
      const found = waiting.filter(({ bytes }) => batch.includes(bytes));
      if (found.length === 0) continue;
      logged.set(event.seq, [...new Set(found.map(({ sender }) => sender))]);
      unlogged.set(
        event.place.slice("host:".length),
        waiting.filter((one) => !found.includes(one)),
      );
    }
  }
  return { brought, logged };
}
