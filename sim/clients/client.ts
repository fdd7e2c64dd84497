/**
 * A closed-loop client on the guest's network: one request open at a time, asked again with back-off until answered, a
 * pause, the next. Its history (invocation, retries, response) goes into the trace.
 */
import type { Kernel } from "../kernel/kernel.ts";
import type { RandomStream } from "../kernel/random.ts";
import type { EthernetSwitch } from "../network/ethernet-switch.ts";
import type { ClientConfig } from "../topology.ts";
import { arpFrame, parseAddress, parseMac, readFrame, sameBytes, udpFrame, type Station } from "./frames.ts";
import type { Answer, Workload } from "./workload.ts";

const firstPort = 40_000;
/** Pauses between retries double this often. */
const doublings = 3;

export interface SavedClient {
  /** Number of the latest request, from 1; 0 before the first. */
  request: number;
  open: boolean;
  operation: unknown;
  attempt: number;
  /** The server's MAC address, once ARP has found it. */
  serverMac: Uint8Array | null;
  last: { readonly operation: unknown; readonly result: unknown } | null;
  /** Counts datagrams, for the IPv4 header. */
  sent: number;
  /** Begins no further request. */
  stopped: boolean;
}

export class Client {
  readonly state: SavedClient;
  readonly #kernel: Kernel;
  readonly #switch: EthernetSwitch;
  readonly #workload: Workload;
  readonly #config: ClientConfig;
  /** From 0. */
  readonly #index: number;
  readonly #port: number;
  readonly #self: Station;
  readonly #serverIp: Uint8Array;
  readonly #random: RandomStream;
  /** Of its own: a lost packet changes no later operation. */
  readonly #retryRandom: RandomStream;

  constructor(
    kernel: Kernel,
    ethernet: EthernetSwitch,
    workload: Workload,
    place: { readonly config: ClientConfig; readonly index: number; readonly port: number },
    saved?: SavedClient,
  ) {
    this.#kernel = kernel;
    this.#switch = ethernet;
    this.#workload = workload;
    this.#config = place.config;
    this.#index = place.index;
    this.#port = place.port;
    this.#self = { mac: parseMac(place.config.macAddress), ip: parseAddress(place.config.address) };
    this.#serverIp = parseAddress(place.config.server);
    this.#random = kernel.random.stream(`client ${place.index + 1}`);
    this.#retryRandom = kernel.random.stream(`client ${place.index + 1} retries`);
    this.state = saved ?? {
      request: 0,
      open: false,
      operation: null,
      attempt: 0,
      serverMac: null,
      last: null,
      sent: 0,
      stopped: false,
    };
  }

  start(): void {
    this.#scheduleNext();
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
        client: this.#index,
        request,
        attempt: state.attempt,
      });
      // Whoever answered before may be gone: find the address again.
      if (!this.#config.keepsMac && state.attempt % 4 === 0) state.serverMac = null;
    } else return;
    this.#send();
    const { retryNs } = this.#config;
    const pauseNs = retryNs * (1 << Math.min(state.attempt, doublings));
    const jitterNs = this.#retryRandom.below(Math.floor(retryNs / 4) + 1);
    kernel.schedule(kernel.nowNs + pauseNs + jitterNs, this.#index, "client", { request, attempt: state.attempt });
  }

  receive(bytes: Uint8Array): void {
    const frame = readFrame(bytes);
    if (frame === null) return;
    const { state } = this;
    if (frame.what === "udp") {
      if (sameBytes(frame.toIp, this.#self.ip) && frame.toPort === firstPort + this.#index) {
        this.#answered(this.#workload.decode(frame.payload));
      }
      return;
    }
    const forUs = sameBytes(frame.targetIp, this.#self.ip);
    if (frame.what === "arp-request" && forUs) {
      this.#switch.send(this.#port, arpFrame(this.#self, { ip: frame.senderIp, mac: frame.senderMac }));
    }
    if (!sameBytes(frame.senderIp, this.#serverIp)) return;
    const wasUnknown = state.serverMac === null;
    if (forUs || !wasUnknown) state.serverMac = frame.senderMac;
    if (forUs && wasUnknown && state.open) this.#send();
  }

  #answered(answer: Answer | null): void {
    const { state } = this;
    if (answer === null || answer.client !== this.#index || !state.open || answer.request !== state.request) return;
    const kernel = this.#kernel;
    const { request, result, guestTsc, guestTicks } = answer;
    kernel.emit({
      seq: kernel.traceSeq,
      atNs: kernel.nowNs,
      place: `client:${this.#index + 1}`,
      kind: "response",
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
    const { requests, thinkNs } = this.#config;
    const { request } = this.state;
    if (requests !== null && request >= requests) return;
    // Uniform in 0 to twice the mean.
    const pauseNs = this.#random.below(2 * thinkNs + 1);
    this.#kernel.schedule(this.#kernel.nowNs + pauseNs, this.#index, "client", { request: request + 1, attempt: 0 });
  }

  #send(): void {
    const { state } = this;
    if (state.serverMac === null) {
      this.#switch.send(this.#port, arpFrame(this.#self, { ip: this.#serverIp }));
      return;
    }
    const payload = this.#workload.encode(this.#index, state.request, state.operation);
    const server = { mac: state.serverMac, ip: this.#serverIp };
    const port = firstPort + this.#index;
    this.#switch.send(this.#port, udpFrame(this.#self, port, server, this.#workload.port, state.sent++, payload));
  }
}
