/**
 * A client on the guest's network: one request open at a time, asked again with back-off until answered, then the next
 * (arrivals.ts says when). Its history (invocation, retries, response) goes into the trace.
 */
import type { Kernel } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/random.ts";
import type { Ethernet } from "../network/ethernet.ts";
import type { ClientConfig } from "../topology.ts";
import { newPace, nextRequestNs, type Pace } from "./arrivals.ts";
import { PROTOCOL, udpDatagram } from "./frames.ts";
import { NetworkPlace, newPlace, type SavedPlace, type ClientPlace } from "./network-place.ts";
import type { AddressedAnswer, DatagramWorkload } from "./workload.ts";

const firstPort = 40_000;
/** Pauses between retries double this often. */
const doublings = 3;

export interface SavedClient extends SavedPlace {
  readonly pace: Pace;
  /** Number of the latest request, from 1; 0 before the first. */
  request: number;
  open: boolean;
  operation: unknown;
  attempt: number;
  last: { readonly operation: unknown; readonly result: unknown } | null;
  /** Begins no further request. */
  stopped: boolean;
}

export class Client {
  readonly state: SavedClient;
  readonly #kernel: Kernel;
  readonly #workload: DatagramWorkload;
  readonly #config: ClientConfig;
  /** From 0. */
  readonly #index: number;
  /** That it asks, in the trace. */
  readonly #vm: string | undefined;
  readonly #place: NetworkPlace;
  readonly #random: RandomStream;
  /** Of its own: a lost packet changes no later operation. */
  readonly #retryRandom: RandomStream;
  readonly #arrivals: RandomStream;

  constructor(kernel: Kernel, ethernet: Ethernet, workload: DatagramWorkload, place: ClientPlace, saved?: SavedClient) {
    this.#kernel = kernel;
    this.#workload = workload;
    this.#config = place.config;
    this.#index = place.index;
    this.#vm = place.vm;
    this.#random = kernel.random.stream(`client ${place.index + 1}`);
    this.#retryRandom = kernel.random.stream(`client ${place.index + 1} retries`);
    this.#arrivals = kernel.random.stream(`client ${place.index + 1} arrivals`);
    this.state = saved ?? {
      pace: newPace(),
      request: 0,
      open: false,
      operation: null,
      attempt: 0,
      last: null,
      stopped: false,
      ...newPlace(),
    };
    this.#place = new NetworkPlace(ethernet, place.port, place.config, this.state);
  }

  start(): void {
    this.#scheduleNext();
  }

  stop(): void {
    this.state.stopped = true;
  }

  /** Time for the next request, or for the open one again. */
  due(request: number, attempt: number): void {
    const { state } = this;
    const kernel = this.#kernel;
    const place = `client:${this.#index + 1}`;
    if (!state.open && request === state.request + 1) {
      if (state.stopped) return;
      state.request = request;
      state.open = true;
      state.attempt = 0;
      state.operation = this.#workload.next(this.#random, this.#index, request, state.last);
      const { operation } = state;
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place,
        kind: "invoke",
        vm: this.#vm,
        client: this.#index,
        request,
        operation,
      });
    } else if (state.open && request === state.request && attempt === state.attempt) {
      state.attempt++;
      kernel.emit({
        seq: kernel.traceSeq,
        atNs: kernel.nowNs,
        place,
        kind: "retry",
        vm: this.#vm,
        client: this.#index,
        request,
        attempt: state.attempt,
      });
      // Whoever answered before may be gone: find the address again.
      if (!this.#config.keepsMac && state.attempt % 4 === 0) state.serverMac = null;
    } else return;
    if (state.attempt === 0) this.#sendAhead();
    this.#send();
    const { retryNs } = this.#config;
    const pauseNs = retryNs * (1 << Math.min(state.attempt, doublings));
    const jitterNs = this.#retryRandom.below(Math.floor(retryNs / 4) + 1);
    kernel.schedule(kernel.nowNs + pauseNs + jitterNs, this.#index, "client", { request, attempt: state.attempt });
  }

  receive(bytes: Uint8Array): void {
    const arrived = this.#place.receive(bytes);
    if (arrived === "found") {
      if (this.state.open) this.#send();
    } else if (arrived?.what === "udp" && arrived.toPort === firstPort + this.#index) {
      this.#answered(this.#workload.decode(arrived.payload));
    }
  }

  #answered(answer: AddressedAnswer | null): void {
    const { state } = this;
    if (answer === null || answer.client !== this.#index || !state.open || answer.request !== state.request) return;
    const kernel = this.#kernel;
    const { request, result, guestTsc, guestTicks } = answer;
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place: `client:${this.#index + 1}`,
      kind: "response",
      vm: this.#vm,
      client: this.#index,
      request,
      result,
      guestTsc,
      guestTicks,
    });
    state.open = false;
    state.last = { operation: state.operation, result };
    this.#scheduleNext();
  }

  #scheduleNext(): void {
    const { requests } = this.#config;
    const { request, pace } = this.state;
    if (requests !== null && request >= requests) return;
    const streams = { random: this.#random, arrivals: this.#arrivals };
    const atNs = nextRequestNs(this.#config, pace, this.#kernel.nowNs, streams);
    this.#kernel.schedule(atNs, this.#index, "client", { request: request + 1, attempt: 0 });
  }

  /** What goes before a request and is asked but once. */
  #sendAhead(): void {
    const { self, serverIp } = this.#place;
    const ahead = this.#workload.ahead?.(this.state.request);
    for (const payload of ahead?.payloads ?? []) {
      const from = { ip: self.ip, port: firstPort + this.#index };
      this.#place.send(PROTOCOL.UDP, udpDatagram(from, { ip: serverIp, port: ahead!.port }, payload));
    }
  }

  #send(): void {
    const { request, operation } = this.state;
    const payload = this.#workload.encode(this.#index, request, operation);
    const { self, serverIp } = this.#place;
    this.#place.send(
      PROTOCOL.UDP,
      udpDatagram({ ip: self.ip, port: firstPort + this.#index }, { ip: serverIp, port: this.#workload.port }, payload),
    );
  }
}
