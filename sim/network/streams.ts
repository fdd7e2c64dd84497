/**
 * Streams between hosts, as TCP gives them: reliable, in order, over the log lines. Loss and cuts show as delay: a lost
 * segment comes a retransmission later, and all behind it wait; what is written into a cut waits until it heals. A host
 * that dies says nothing (half-open); one that came back answers a segment of its former life with a reset.
 */
import type { StreamId, StreamPurpose } from "../../core/ports.ts";
import type { Input } from "../../core/ports.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { SimulatorEvent } from "../kernel/event.ts";
import type { Kernel } from "../kernel/kernel.ts";
import { isLost, isSplit } from "./line.ts";
import type { LineIndex, Network } from "./network.ts";

/** A lost segment is noticed by those behind it (fast retransmit), which keep-alives are; lost again, twice as late. */
const retransmitNs = 20_000_000;
/** A segment has come after this many losses: 20, 40, 80, 160 and 320 ms. */
const retransmissionsMax = 5;
/** How much later than an unhurt one a segment may come on a line that loses packets. */
export const longestRetransmissionNs = ((1 << retransmissionsMax) - 1) * retransmitNs;
/** Retransmission after a cut goes by the timeout of common TCPs. */
const timeoutNs = 200_000_000;
/** An opener that hears nothing gives up. */
const openTimeoutNs = 3_000_000_000;
const headerBytes = 66;

type Segment = Omit<(SimulatorEvent & { kind: "segment" })["payload"], "end">;

export interface StreamEnd {
  /** Whose node it belongs to. */
  readonly seat: number;
  /** Its host. */
  readonly host: number;
  /** Boot of the host that the end belongs to; of the accepting one once the opening has come. */
  boot: number;
  /** The end's own number for the stream. */
  readonly number: StreamId;
  /** The end's host knows the stream by its number. */
  known: boolean;
  /** Its node may write and is told what comes. */
  open: boolean;
  /** Segments towards this end arrive no earlier than this: order is kept. */
  lastArrivalNs: Nanoseconds;
  /** Written while the line to this end was cut. */
  held: Segment[];
}

export interface Stream {
  readonly purpose: StreamPurpose;
  /** The opener is end 0. */
  readonly ends: readonly [StreamEnd, StreamEnd];
}

/** What a fault does to the next segments with bytes of a log stream, one way: TCP's checksum does not catch everything. */
export interface Tampering {
  readonly fault: number;
  readonly from: number;
  readonly to: number;
  readonly how: "lost" | "truncated" | "corrupted" | "repeated" | "swapped";
  remaining: number;
  /** Swapped: waits for the next segment of the same seat, which is the same VM's, to pass it. */
  kept: { readonly seat: number; readonly bytes: Uint8Array } | null;
}

export interface SavedStreams {
  readonly tampering: readonly Tampering[];
  readonly next: number;
  readonly streams: ReadonlyMap<number, Stream>;
  readonly accepted: number;
}

/** What the hosts are to the network. */
export interface StreamUsers {
  /** Number of the host's present boot, or null while it is down. */
  bootOf(host: number): number | null;
  nameOf(host: number): string;
  hostOf(seat: number): number;
  /** As the trace names it; undefined in a world that has no other. */
  vmOf(seat: number): string | undefined;
  deliver(seat: number, input: Input): void;
}

export class Streams {
  readonly #kernel: Kernel;
  readonly #network: Network;
  readonly #users: StreamUsers;
  readonly #streams: Map<number, Stream>;
  /** By seat, then by the end's own number: the stream and which end. */
  readonly #ends: Map<StreamId, { readonly id: number; readonly end: 0 | 1 }>[] = [];
  /** Faults under way, oldest first. */
  tampering: Tampering[];
  #next: number;
  /** Ends that were opened from afar get negative numbers, so that they never meet one that a node chose. */
  #accepted: number;

  constructor(kernel: Kernel, network: Network, users: StreamUsers, saved?: SavedStreams) {
    this.#kernel = kernel;
    this.#network = network;
    this.#users = users;
    this.#streams = new Map(saved?.streams ?? []);
    this.tampering = saved?.tampering.map((one) => ({ ...one })) ?? [];
    this.#next = saved?.next ?? 1;
    this.#accepted = saved?.accepted ?? 0;
    for (const [id, stream] of this.#streams) {
      for (const end of [0, 1] as const) this.#index(id, end, stream.ends[end]);
    }
  }

  save(): SavedStreams {
    return { tampering: this.tampering, next: this.#next, streams: this.#streams, accepted: this.#accepted };
  }

  open(seat: number, boot: number, number: StreamId, to: number, purpose: StreamPurpose): void {
    const id = this.#next++;
    const near: StreamEnd = {
      seat,
      host: this.#users.hostOf(seat),
      boot,
      number,
      known: true,
      open: false,
      lastArrivalNs: 0,
      held: [],
    };
    const far: StreamEnd = {
      seat: to,
      host: this.#users.hostOf(to),
      boot: 0,
      number: --this.#accepted,
      known: true,
      open: false,
      lastArrivalNs: 0,
      held: [],
    };
    this.#streams.set(id, { purpose, ends: [near, far] });
    this.#index(id, 0, near);
    this.#index(id, 1, far);
    this.#send(id, 1, { what: "open", bytes: null });
    this.#kernel.schedule(this.#kernel.nowNs + openTimeoutNs, id, "stream-timeout", null);
  }

  write(seat: number, number: StreamId, bytes: Uint8Array): void {
    const found = this.#find(seat, number);
    if (!found) return;
    const to = other(found.end);
    const stream = this.#streams.get(found.id)!;
    const { host } = stream.ends[found.end];
    const line = this.#network.log(host, stream.ends[to].host);
    if (this.tampering.length > 0 && stream.purpose === "log") {
      for (const piece of this.#tamper(seat, stream.ends[to].host, bytes)) {
        this.#send(found.id, to, { what: "bytes", bytes: piece });
      }
      return;
    }
    const random = this.#network.random(line);
    // A stream keeps bytes, not the bounds of writes.
    const first = bytes.length > 1 && isSplit(this.#network.lines[line]!, random) ? random.below(bytes.length) : 0;
    if (first === 0) {
      this.#send(found.id, to, { what: "bytes", bytes });
      return;
    }
    this.#send(found.id, to, { what: "bytes", bytes: bytes.subarray(0, first) });
    this.#send(found.id, to, { what: "bytes", bytes: bytes.subarray(first) });
  }

  close(seat: number, number: StreamId): void {
    const found = this.#find(seat, number);
    if (!found) return;
    const stream = this.#streams.get(found.id)!;
    stream.ends[found.end].open = false;
    this.#send(found.id, other(found.end), { what: "closed", bytes: null });
    this.#forget(found.id, found.end);
  }

  /** A segment has arrived. */
  arrive(id: number, { end, what, bytes }: (SimulatorEvent & { kind: "segment" })["payload"]): void {
    const stream = this.#streams.get(id);
    if (!stream) return;
    const here = stream.ends[end];
    const boot = this.#users.bootOf(here.host);
    if (boot === null) return;
    if (what === "open") here.boot = boot;
    if (boot !== here.boot) {
      if (what !== "closed") this.#send(id, other(end), { what: "closed", bytes: null });
      return;
    }
    const there = stream.ends[other(end)];
    switch (what) {
      case "open":
        here.open = true;
        this.#send(id, other(end), { what: "opened", bytes: null });
        this.#users.deliver(here.seat, this.#opened(stream, here, there));
        return;
      case "opened":
        here.open = true;
        this.#users.deliver(here.seat, this.#opened(stream, here, there));
        return;
      case "bytes":
        if (bytes === null) return;
        if (here.open) {
          this.#kernel.hash.bytes(bytes);
          this.#users.deliver(here.seat, { kind: "stream-bytes", stream: here.number, bytes: bytes.slice() });
        } else if (there.open) this.#send(id, other(end), { what: "closed", bytes: null });
        return;
      case "closed":
        this.#forget(id, end);
        here.open = false;
        this.#users.deliver(here.seat, { kind: "stream-closed", stream: here.number });
        if (!there.open) this.#streams.delete(id);
    }
  }

  /** Nobody answered the opening. */
  timeout(id: number): void {
    const near = this.#streams.get(id)?.ends[0];
    if (near === undefined || near.open || this.#find(near.seat, near.number)?.id !== id) return;
    this.#streams.delete(id);
    this.#forget(id, 0);
    if (this.#users.bootOf(near.host) === near.boot) {
      this.#users.deliver(near.seat, { kind: "stream-closed", stream: near.number });
    }
  }

  /** Resets every stream between two hosts: both ends hear of it, what is under way is lost. */
  reset(hosts: readonly [number, number]): void {
    // Those of now: a node that hears of it may open another at once.
    const streams = [...this.#streams];
    for (const [id, { ends }] of streams) {
      if (!ends.every((end) => hosts.includes(end.host))) continue;
      const told = ends.filter((end) => this.#users.bootOf(end.host) === end.boot && this.#find(end.seat, end.number));
      this.#streams.delete(id);
      for (const end of told) {
        this.#ends[end.seat]?.delete(end.number);
        this.#users.deliver(end.seat, { kind: "stream-closed", stream: end.number });
      }
    }
  }

  /** The end at `to` of every stream between two hosts is forgotten, and its node not told: the other's next segment is answered with a reset. */
  forget(from: number, to: number): void {
    for (const [id, stream] of this.#streams) {
      for (const end of [0, 1] as const) {
        if (stream.ends[end].host !== to || stream.ends[other(end)].host !== from) continue;
        stream.ends[end].open = false;
        this.#forget(id, end);
      }
    }
  }

  /** A line is no longer cut: what waited goes on its way with the next retransmission. */
  freed(line: LineIndex): void {
    for (const [id, stream] of this.#streams) {
      for (const end of [0, 1] as const) {
        const here = stream.ends[end];
        if (here.held.length === 0 || this.#network.log(stream.ends[other(end)].host, here.host) !== line) continue;
        const { held } = here;
        here.held = [];
        here.lastArrivalNs = Math.max(here.lastArrivalNs, this.#kernel.nowNs + timeoutNs);
        for (const segment of held) this.#send(id, end, segment);
      }
    }
  }

  /** The host's end of every stream is gone, in silence; once it is back, segments for it are answered with a reset. */
  died(host: number): void {
    for (const [id, stream] of this.#streams) {
      for (const end of [0, 1] as const) {
        const here = stream.ends[end];
        if (here.host !== host) continue;
        here.open = false;
        stream.ends[other(end)].held = [];
        this.#forget(id, end);
        if (!stream.ends[other(end)].open) this.#streams.delete(id);
      }
    }
  }

  /** A host is back: what its peers still think open is reset. */
  returned(host: number): void {
    for (const [id, stream] of this.#streams) {
      for (const end of [0, 1] as const) {
        const isForgotten = stream.ends[end].host === host && stream.ends[other(end)].open;
        if (isForgotten) this.#send(id, other(end), { what: "closed", bytes: null });
      }
    }
  }

  /** What becomes of a seat's bytes on their way to a host. */
  #tamper(seat: number, to: number, bytes: Uint8Array): readonly Uint8Array[] {
    const users = this.#users;
    const from = users.hostOf(seat);
    const found = this.tampering.find(
      (one) => one.from === from && one.to === to && (one.kept ? one.kept.seat === seat : one.remaining > 0),
    );
    if (!found) return [bytes];
    const { kept } = found;
    if (kept) {
      found.kept = null;
      return [bytes, kept.bytes];
    }
    found.remaining--;
    const random = this.#kernel.random.stream(`log tampering ${found.fault}`);
    const rest = found.how === "truncated" ? random.below(bytes.length) : 0;
    const how = found.how === "truncated" && rest === 0 ? "lost" : found.how;
    this.#kernel.emit({
      seq: this.#kernel.traceSeq,
      atNs: this.#kernel.nowNs,
      place: `link:${users.nameOf(from)}>${users.nameOf(to)}.log`,
      kind: "tampered",
      vm: users.vmOf(seat),
      from: users.nameOf(from),
      to: users.nameOf(to),
      how,
    });
    switch (how) {
      case "lost":
        return [];
      case "truncated":
        return [bytes.subarray(0, rest)];
      case "corrupted": {
        const spoilt = bytes.slice();
        const bit = random.below(8 * bytes.length);
        spoilt[bit >>> 3]! ^= 1 << (bit & 7);
        return [spoilt];
      }
      case "repeated":
        return [bytes, bytes];
      case "swapped":
        found.kept = { seat, bytes };
        return [];
    }
  }

  #opened(stream: Stream, here: StreamEnd, there: StreamEnd): Input {
    const peer = this.#users.nameOf(there.host);
    return { kind: "stream-open", stream: here.number, peer, purpose: stream.purpose };
  }

  /** Towards `end`. */
  #send(id: number, end: 0 | 1, segment: Segment): void {
    const stream = this.#streams.get(id)!;
    const to = stream.ends[end];
    const line = this.#network.log(stream.ends[other(end)].host, to.host);
    if (to.held.length > 0 || this.#network.isCut(line)) {
      to.held.push(segment);
      return;
    }
    const { name } = this.#network.lines[line]!;
    this.#network.tap?.({ atNs: this.#kernel.nowNs, line: name, unit: "segment", stream: id, ...segment });
    let arrivalNs = this.#network.arrivalNs(line, headerBytes + (segment.bytes?.length ?? 0));
    const random = this.#network.random(line);
    for (let losses = 0; losses < retransmissionsMax && isLost(this.#network.lines[line]!, random); losses++) {
      arrivalNs += retransmitNs << losses;
    }
    to.lastArrivalNs = Math.max(arrivalNs, to.lastArrivalNs);
    this.#kernel.schedule(to.lastArrivalNs, id, "segment", { end, what: segment.what, bytes: segment.bytes });
  }

  #index(id: number, end: 0 | 1, { seat, number, known }: StreamEnd): void {
    if (!known) return;
    this.#ends[seat] ??= new Map();
    this.#ends[seat].set(number, { id, end });
  }

  #find(seat: number, number: StreamId): { readonly id: number; readonly end: 0 | 1 } | undefined {
    const found = this.#ends[seat]?.get(number);
    // The other end closed before this one was told that it is open: the stream is gone, and its number with it.
    return found && this.#streams.has(found.id) ? found : undefined;
  }

  #forget(id: number, end: 0 | 1): void {
    const here = this.#streams.get(id)?.ends[end];
    if (here === undefined) return;
    here.known = false;
    this.#ends[here.seat]?.delete(here.number);
  }
}

function other(end: 0 | 1): 0 | 1 {
  return end === 0 ? 1 : 0;
}
