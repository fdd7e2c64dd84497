/**
 * A client that keeps a TCP connection to the service: it begins one or several requests in one go, waits until all are
 * answered, pauses, and so on. Now and then it closes the connection and opens another. Lost segments are TCP's
 * business; a request is lost only with its connection. The history goes into the trace.
 */
import { newPace, nextRequestNs, type Pace } from "./arrivals.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { copyPlain } from "../kernel/plain.ts";
import type { RandomStream } from "../kernel/random.ts";
import type { Ethernet } from "../network/ethernet.ts";
import type { ClientConfig } from "../topology.ts";
import { PROTOCOL } from "./frames.ts";
import { NetworkPlace, newPlace, type SavedPlace, type ClientPlace } from "./network-place.ts";
import { Connection, type ConnectionState } from "./tcp/connection.ts";
import { decodeSegment, encodeSegment, FLAG, type Segment } from "./tcp/segment.ts";
import { advanced } from "./tcp/sequence.ts";
import type { StreamWorkload } from "./workload.ts";

const firstPort = 40_000;
const ports = 20_000;
/** Of so many turns one ends with the connection's close. */
const turnsPerConnection = 40;

interface OpenRequest {
  readonly request: number;
  readonly operation: unknown;
  readonly replies: unknown[];
}

export interface SavedTcpClient {
  readonly pace: Pace;
  readonly place: SavedPlace;
  /** Number of the latest request, from 1; 0 before the first. */
  request: number;
  /** Oldest first: replies come in this order. */
  open: OpenRequest[];
  /** The last one is in use, unless it was closed; others wait for their end. */
  connections: ConnectionState[];
  /** How many there have been. */
  opened: number;
  /** Received and not yet a whole reply. */
  received: Uint8Array;
  last: { readonly operation: unknown; readonly result: unknown } | null;
  /** A turn is to begin as soon as there is a connection. */
  waiting: boolean;
  /** Begins no further request. */
  stopped: boolean;
  /** The earliest `tcp-timer` event under way. */
  timerNs: number | null;
}

export class TcpClient {
  readonly state: SavedTcpClient;
  readonly #kernel: Kernel;
  readonly #workload: StreamWorkload;
  readonly #config: ClientConfig;
  /** From 0. */
  readonly #index: number;
  /** That it asks, in the trace. */
  readonly #vm: string | undefined;
  readonly #place: NetworkPlace;
  readonly #random: RandomStream;
  /** Of their own: they change no operation. */
  readonly #sequences: RandomStream;
  readonly #arrivals: RandomStream;

  constructor(
    kernel: Kernel,
    ethernet: Ethernet,
    workload: StreamWorkload,
    place: ClientPlace,
    saved?: SavedTcpClient,
  ) {
    this.#kernel = kernel;
    this.#workload = workload;
    this.#config = place.config;
    this.#index = place.index;
    this.#vm = place.vm;
    this.#random = kernel.random.stream(`client ${place.index + 1}`);
    this.#sequences = kernel.random.stream(`client ${place.index + 1} sequence numbers`);
    this.#arrivals = kernel.random.stream(`client ${place.index + 1} arrivals`);
    this.state = saved ?? {
      pace: newPace(),
      place: newPlace(),
      request: 0,
      open: [],
      connections: [],
      opened: 0,
      received: new Uint8Array(0),
      last: null,
      waiting: false,
      stopped: false,
      timerNs: null,
    };
    this.#place = new NetworkPlace(ethernet, place.port, place.config, this.state.place);
  }

  start(): void {
    this.#scheduleTurn();
  }

  stop(): void {
    this.state.stopped = true;
  }

  /** Time for the next turn. */
  due(request: number): void {
    const { state } = this;
    if (state.stopped || request !== state.request + 1 || state.open.length > 0) return;
    state.waiting = true;
    const current = this.#current();
    if (current?.phase === "established") this.#begin(current);
    else if (state.place.serverMac === null) {
      this.#place.askForServer();
      this.#kernel.schedule(this.#kernel.nowNs + this.#config.retryNs, this.#index, "client", { request, attempt: 0 });
    } else if (current === null) this.#connect();
    this.#setTimer();
  }

  timer(): void {
    const { state } = this;
    const { nowNs } = this.#kernel;
    if (state.timerNs === nowNs) state.timerNs = null;
    for (const connection of state.connections) {
      if (connection.dueNs !== null && connection.dueNs <= nowNs) this.#connection(connection).due(nowNs);
    }
    this.#setTimer();
  }

  receive(bytes: Uint8Array): void {
    const arrived = this.#place.receive(bytes);
    const { state } = this;
    const { nowNs } = this.#kernel;
    if (arrived === "found" && state.waiting) this.due(state.request + 1);
    if (arrived === null || arrived === "found" || arrived.what !== "tcp") return;
    const segment = decodeSegment(arrived.fromIp, arrived.toIp, arrived.bytes);
    if (segment === null || segment.fromPort !== this.#workload.port) return;
    const connection = state.connections.find((one) => one.localPort === segment.toPort && one.phase !== "closed");
    if (connection) this.#connection(connection).arrive(segment, nowNs);
    else if (!(segment.flags & FLAG.RST)) this.#send(refusal(segment));
    this.#setTimer();
  }

  /** The connection for requests; null if there is none, or none any more. */
  #current(): ConnectionState | null {
    const last = this.state.connections.at(-1);
    return last && !last.finishing && last.phase !== "closed" ? last : null;
  }

  #connect(): void {
    const { state } = this;
    const port = firstPort + (state.opened++ % ports);
    const connection = Connection.create(port, this.#workload.port, this.#sequences.below(0x1_0000_0000));
    state.connections = state.connections.filter(({ phase }) => phase !== "closed");
    state.connections.push(connection);
    state.received = new Uint8Array(0);
    this.#connection(connection).connect(this.#kernel.nowNs);
  }

  #begin(connection: ConnectionState): void {
    const { state } = this;
    const kernel = this.#kernel;
    state.waiting = false;
    const bytes: number[] = [];
    for (const operation of this.#workload.next(this.#random, this.#index, state.last)) {
      const request = ++state.request;
      state.open.push({ request, operation, replies: [] });
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place: this.#placeName(),
        kind: "invoke",
        vm: this.#vm,
        client: this.#index,
        request,
        operation: copyPlain(operation),
      });
      const first = this.#workload.step(operation, []);
      if (first && "send" in first) bytes.push(...first.send);
    }
    this.#connection(connection).write(Uint8Array.from(bytes), kernel.nowNs);
  }

  #received(connection: ConnectionState, data: Uint8Array): void {
    const { state } = this;
    const received = new Uint8Array(state.received.length + data.length);
    received.set(state.received);
    received.set(data, state.received.length);
    state.received = received;
    for (let parsed; (parsed = this.#workload.parse(state.received)) !== null;) {
      state.received = state.received.subarray(parsed.byteCount);
      this.#replied(connection, parsed.reply);
    }
  }

  #replied(connection: ConnectionState, reply: unknown): void {
    const { state } = this;
    const kernel = this.#kernel;
    const head = state.open[0];
    if (!head) throw new Error(`${this.#placeName()} got a reply that it asked nothing for`);
    head.replies.push(reply);
    const step = this.#workload.step(head.operation, head.replies);
    if (step === null) return;
    if ("send" in step) return this.#connection(connection).write(step.send, kernel.nowNs);
    state.open.shift();
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place: this.#placeName(),
      kind: "response",
      vm: this.#vm,
      client: this.#index,
      request: head.request,
      ...step.answer,
    });
    state.last = { operation: head.operation, result: step.answer.result };
    if (state.open.length > 0) return;
    if (this.#random.chance(1, turnsPerConnection)) this.#connection(connection).close(kernel.nowNs);
    this.#scheduleTurn();
  }

  #connection(state: ConnectionState): Connection {
    const kernel = this.#kernel;
    return new Connection(state, {
      send: (segment) => this.#send(segment),
      opened: () => {
        this.#tell("opened");
        if (this.state.waiting) this.#begin(state);
      },
      received: (data) => this.#received(state, data),
      retried: (attempt) => {
        const head = this.state.open[0];
        if (!head || state !== this.#current()) return;
        kernel.emit({
          seq: kernel.traceSeq,
          atNs: kernel.nowNs,
          place: this.#placeName(),
          kind: "retry",
          vm: this.#vm,
          client: this.#index,
          request: head.request,
          attempt,
        });
      },
      ended: (how) => this.#ended(state, how),
    });
  }

  /** What is open is lost, if it was asked on this one: it may have happened or not. */
  #ended(state: ConnectionState, how: "finished" | "reset" | "timed-out"): void {
    const wasCurrent = state === this.state.connections.at(-1);
    if (!wasCurrent || state.finishing) return;
    this.#tell(how === "finished" ? "closed by the server" : how);
    if (how === "finished") this.#connection(state).close(this.#kernel.nowNs);
    const wasBusy = this.state.open.length > 0 || this.state.waiting;
    this.state.open = [];
    this.state.waiting = false;
    if (wasBusy) this.#scheduleTurn();
  }

  #tell(what: "opened" | "reset" | "timed-out" | "closed by the server"): void {
    const kernel = this.#kernel;
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place: this.#placeName(),
      kind: "connection",
      vm: this.#vm,
      client: this.#index,
      connection: this.state.opened,
      state: what,
    });
  }

  #send(segment: Segment): void {
    const { self, serverIp } = this.#place;
    this.#place.send(PROTOCOL.TCP, encodeSegment(self.ip, serverIp, segment));
  }

  #setTimer(): void {
    const { state } = this;
    const kernel = this.#kernel;
    const dueNs = Math.min(...state.connections.map((one) => one.dueNs ?? Infinity));
    if (dueNs === Infinity || (state.timerNs !== null && state.timerNs <= dueNs)) return;
    state.timerNs = Math.max(dueNs, kernel.nowNs);
    kernel.schedule(state.timerNs, this.#index, "tcp-timer", null);
  }

  #scheduleTurn(): void {
    const { requests } = this.#config;
    const { request, pace } = this.state;
    if (requests !== null && request >= requests) return;
    const streams = { random: this.#random, arrivals: this.#arrivals };
    const atNs = nextRequestNs(this.#config, pace, this.#kernel.nowNs, streams);
    this.#kernel.schedule(atNs, this.#index, "client", { request: request + 1, attempt: 0 });
  }

  #placeName(): string {
    return `client:${this.#index + 1}`;
  }
}

/** RFC 9293 3.10.7.1: the answer to a segment of no connection. */
function refusal({ fromPort, toPort, sequence, acknowledgment, flags, data }: Segment): Segment {
  const answersAck = (flags & FLAG.ACK) !== 0;
  const length = data.length + (flags & FLAG.SYN ? 1 : 0) + (flags & FLAG.FIN ? 1 : 0);
  return {
    fromPort: toPort,
    toPort: fromPort,
    sequence: answersAck ? acknowledgment : 0,
    acknowledgment: answersAck ? 0 : advanced(sequence, length),
    flags: answersAck ? FLAG.RST : FLAG.RST | FLAG.ACK,
    window: 0,
    mss: null,
    data: new Uint8Array(0),
  };
}
