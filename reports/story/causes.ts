/**
 * What caused an event, as far as the trace can tell: its immediate causes, by their numbers in the trace. Followed
 * backwards they are the story of the event: released <- heard acknowledgement <- acknowledged <- received <- sent <-
 * logged <- produced. One pass; the indices hold the last of each kind, and of outputs and entries what is unsettled.
 */
import type { Transmission } from "../../sim/network/tap.ts";
import type { TraceEvent } from "../../sim/trace.ts";
import { carried, type Carried } from "./carried.ts";

type ReplicaEvent = Extract<TraceEvent, { kind: "replica" }>;
type Observation = ReplicaEvent["observation"];

/** Causes of a batch are its outputs; more than these say no more. */
const CAUSES_MAX = 8;

export interface Message {
  readonly kind: "log" | "acknowledgement" | "arbiter" | "request" | "reply" | "disk" | "state";
  /** Sequence numbers of the two events that it joins. */
  readonly from: number;
  readonly to: number;
}

export interface Causality {
  /** By event: its immediate causes, nearest first. */
  readonly causes: readonly (readonly number[])[];
  /** Causes that cross from one place to another. */
  readonly messages: readonly Message[];
}

/** What is known of one replica while the trace is read. */
interface Seen {
  /** Latest event by what it says, `sent B.1.1` and the like where a peer matters. */
  readonly latest: Map<string, { readonly seq: number; readonly through: number }>;
  /** Outputs by number: produced, released. */
  readonly produced: Map<number, { readonly seq: number; readonly entry: number | null }>;
  readonly released: Map<number, number>;
  /** Produced, with an entry that is not logged yet. */
  unlogged: { readonly seq: number; readonly entry: number }[];
  readonly operations: Map<number, number>;
}

class Reader {
  readonly causes: number[][] = [];
  readonly messages: Message[] = [];
  readonly #replicas = new Map<string, Seen>();
  readonly #asked = new Map<string, number>();
  readonly #decided = new Map<string, number>();
  readonly #platter = new Map<string, number>();
  readonly #hostEvents = new Map<string, number>();
  readonly #requests = new Map<string, number>();
  readonly #faults = new Map<number, number>();
  #lastFault: { readonly seq: number; readonly atNs: number } | null = null;
  readonly #frames: Carried;

  constructor(frames: Carried) {
    this.#frames = frames;
  }

  read(event: TraceEvent): void {
    const causes: number[] = [];
    this.causes.push(causes);
    const add = (seq: number | null | undefined, kind?: Message["kind"]) => {
      if (seq === null || seq === undefined || causes.includes(seq) || causes.length >= CAUSES_MAX) return;
      causes.push(seq);
      if (kind !== undefined) this.messages.push({ kind, from: seq, to: event.seq });
    };
    switch (event.kind) {
      case "replica":
        this.#observe(event, event.observation, add);
        break;
      case "record":
      case "record-refused":
        if (event.request) {
          add(this.#asked.get(event.request.id), "arbiter");
          this.#decided.set(event.request.id, event.seq);
        }
        break;
      case "frame-out":
        if (event.replica !== null && event.output !== null) {
          const { released, produced } = this.#of(event.replica);
          add(released.get(event.output));
          // A frame is on the wire before its node notes that it released it.
          const { seq, entry = null } = produced.get(event.output) ?? {};
          if (entry !== null) add(this.#covering(event.replica, "heard-acknowledgement", entry));
          add(seq);
        } else if (event.replica !== null) add(this.#last(event.replica, "announced"));
        break;
      case "console-out":
        for (const [replica, seen] of this.#replicas)
          if (event.vm === undefined || replica.endsWith(`.${event.vm}`)) add(seen.released.get(event.output));
        break;
      case "disk-written":
      case "disk-refused":
        add(this.#of(event.by).operations.get(event.operation), "disk");
        if (event.kind === "disk-written" && event.output !== null) {
          add(this.#of(event.by).released.get(event.output));
        }
        this.#platter.set(`${event.by} ${event.operation}`, event.seq);
        break;
      case "invoke":
      case "retry":
      case "response": {
        const key = `${event.client} ${event.request}`;
        if (event.kind === "response") add(this.#frames.brought.get(event.seq), "reply");
        add(this.#requests.get(key));
        this.#requests.set(key, event.seq);
        break;
      }
      case "fault":
        add(this.#faults.get(event.index));
        this.#faults.set(event.index, event.seq);
        if (event.phase !== "suppressed") this.#lastFault = event;
        break;
      case "host":
        if (this.#lastFault?.atNs === event.atNs) add(this.#lastFault.seq);
        else add(this.#hostEvents.get(event.host));
        this.#hostEvents.set(event.host, event.seq);
        break;
      default:
    }
  }

  #of(replica: string): Seen {
    let seen = this.#replicas.get(replica);
    if (!seen) {
      seen = { latest: new Map(), produced: new Map(), released: new Map(), unlogged: [], operations: new Map() };
      this.#replicas.set(replica, seen);
    }
    return seen;
  }

  #last(replica: string, what: string): number | undefined {
    return this.#of(replica).latest.get(what)?.seq;
  }

  /** The latest of its kind that covers this entry. */
  #covering(replica: string, what: string, entry: number): number | undefined {
    const latest = this.#of(replica).latest.get(what);
    return latest && latest.through >= entry ? latest.seq : undefined;
  }

  /** The latest of its kind that says no more than this entry: what a message that arrives now can have carried. */
  #carried(replica: string, what: string, through: number): number | undefined {
    const sent = this.#of(replica).latest.get(`${what} ${through}`) ?? this.#of(replica).latest.get(what);
    return sent && sent.through <= through ? sent.seq : undefined;
  }

  #observe(
    { seq }: ReplicaEvent,
    seen: Observation,
    add: (seq: number | null | undefined, kind?: Message["kind"]) => void,
  ): void {
    const { replica } = seen;
    const me = this.#of(replica);
    const note = (what: string, through = 0) => me.latest.set(what, { seq, through });
    switch (seen.what) {
      case "produced":
        me.produced.set(seen.output, { seq, entry: seen.entry });
        if (seen.live && seen.entry !== null) me.unlogged.push({ seq, entry: seen.entry });
        if (!seen.live) add(this.#last(replica, "received"));
        break;
      case "logged":
        for (const asked of this.#frames.logged.get(seq) ?? []) add(asked, "request");
        for (const output of me.unlogged.filter(({ entry }) => entry <= seen.through).reverse()) add(output.seq);
        me.unlogged = me.unlogged.filter(({ entry }) => entry > seen.through);
        note("logged", seen.through);
        break;
      case "sent":
        add(this.#covering(replica, "logged", seen.through));
        note(`sent ${seen.to}`, seen.through);
        note(`sent ${seen.to} ${seen.through}`, seen.through);
        break;
      case "received":
        add(this.#carried(seen.from, `sent ${replica}`, seen.through), "log");
        this.#of(seen.from).latest.delete(`sent ${replica} ${seen.through}`);
        note("received", seen.through);
        break;
      case "acknowledged":
        add(this.#covering(replica, "received", seen.through));
        note(`acknowledged ${seen.to}`, seen.through);
        note(`acknowledged ${seen.to} ${seen.through}`, seen.through);
        break;
      case "heard-acknowledgement":
        add(this.#carried(seen.from, `acknowledged ${replica}`, seen.through), "acknowledgement");
        this.#of(seen.from).latest.delete(`acknowledged ${replica} ${seen.through}`);
        note("heard-acknowledgement", seen.through);
        break;
      case "applied":
        add(this.#covering(replica, "received", seen.through));
        note("applied", seen.through);
        break;
      case "released":
        if (seen.again) add(this.#last(replica, "live"));
        else if (seen.entry !== null) add(this.#covering(replica, "heard-acknowledgement", seen.entry));
        add(me.produced.get(seen.output)?.seq);
        me.produced.delete(seen.output);
        me.released.set(seen.output, seq);
        break;
      case "disk-issued":
        if (seen.again) add(this.#last(replica, "live"));
        me.operations.set(seen.operation, seq);
        break;
      case "disk-completed":
        add(this.#platter.get(`${replica} ${seen.operation}`), "disk");
        add(me.operations.get(seen.operation));
        me.operations.delete(seen.operation);
        break;
      case "suspected":
        add(this.#hostEvents.get(seen.peer.slice(0, seen.peer.indexOf("."))));
        add(this.#last(replica, "received") ?? this.#last(replica, "heard-acknowledgement"));
        add(this.#lastFault?.seq);
        note("turn");
        break;
      case "asked":
        add(this.#last(replica, "turn"));
        this.#asked.set(seen.request.id, seq);
        break;
      case "answered":
        add(this.#decided.get(seen.reply.id), "arbiter");
        add(this.#asked.get(seen.reply.id));
        note("turn");
        break;
      case "live":
        add(this.#last(replica, "turn"));
        add(this.#last(replica, "applied"));
        note("live");
        note("turn");
        break;
      case "vmotion": {
        const key = `vmotion ${seen.to}`;
        add(this.#last(replica, key) ?? this.#last(replica, "turn"), seen.step === "in-step" ? "state" : undefined);
        note(key);
        if (seen.step !== "round") note("turn");
        break;
      }
      case "phase":
      case "alone":
      case "announced":
      case "halted":
      case "powered-off":
        add(this.#last(replica, "turn"));
        note("turn");
        if (seen.what === "announced") note("announced");
        break;
      case "diverged":
        add(this.#last(replica, "applied"));
        note("turn");
        break;
      default:
    }
  }
}

/** `wire`: what crossed the links, where it was kept; without it no frame is known to have carried a request. */
export function causality(events: readonly TraceEvent[], wire: readonly Transmission[]): Causality {
  const reader = new Reader(carried(events, wire));
  for (const event of events) reader.read(event);
  return reader;
}

/** Everything that led to an event, itself included, oldest first; at most `limit` events. */
export function leadingTo(causes: Causality["causes"], seq: number, limit = 200): number[] {
  const found = new Set([seq]);
  const queue = [seq];
  for (let i = 0; i < queue.length && found.size < limit; i++) {
    for (const cause of causes[queue[i]!] ?? []) {
      if (found.has(cause)) continue;
      found.add(cause);
      queue.push(cause);
    }
  }
  return [...found].sort((a, b) => a - b);
}
