/**
 * One TCP connection of a client, opened by it (RFC 9293): handshake, retransmission (RFC 6298, fast retransmit of RFC
 * 5681 3.2), reassembly, the peer's window with probes while it is shut, close from either side, resets (RFC 5961 3.2).
 * Left out: window scaling, selective acknowledgments, timestamps, congestion control (the links are the simulator's),
 * urgent data. Every data segment is acknowledged at once.
 *
 * All that lasts is `state`, plain data; byte arrays are replaced, never written to.
 */
import type { Nanoseconds } from "../../../core/vm/units.ts";
import { reassemble, type Stretch } from "./reassembly.ts";
import { backOff, measure, newTimer, type RetransmissionTimer } from "./retransmission-timer.ts";
import { FLAG, type Segment } from "./segment.ts";
import { advanced, distance } from "./sequence.ts";

/** RFC 9293 3.3.2, without those of a listener. */
type ConnectionPhase =
  | "syn-sent"
  | "established"
  | "fin-wait-1"
  | "fin-wait-2"
  | "closing"
  | "close-wait"
  | "last-ack"
  | "time-wait"
  | "closed";

export interface ConnectionState {
  phase: ConnectionPhase;
  readonly localPort: number;
  readonly remotePort: number;
  /** SND.UNA: everything before it is acknowledged. */
  unacknowledged: number;
  /** SND.NXT: everything before it was sent, since the last timeout. */
  next: number;
  /** The furthest that SND.NXT has been: acknowledgments beyond it are of nothing. */
  furthest: number;
  /** Data from `unacknowledged` on; a SYN or FIN is not in it. */
  outgoing: Uint8Array;
  /** Nothing follows `outgoing` but a FIN. */
  finishing: boolean;
  /** Largest segment that the peer takes. */
  mss: number;
  window: number;
  /** SND.WL1 and SND.WL2: what told us the window last. */
  windowSequence: number;
  windowAcknowledgment: number;
  duplicates: number;
  /** RCV.NXT. */
  expected: number;
  early: readonly Stretch[];
  /** Sequence number of the peer's FIN if it came early. */
  finAt: number | null;
  timer: RetransmissionTimer;
  /** When `due` is to be called; null if nothing is waited for. */
  dueNs: Nanoseconds | null;
  /** Timeouts in a row. */
  attempts: number;
}

/** Whom a connection serves. */
export interface ConnectionUser {
  send(segment: Segment): void;
  opened(): void;
  received(data: Uint8Array): void;
  /** The same data, or the SYN, is sent again because nobody acknowledged it in time. */
  retried(attempt: number): void;
  /** The phase is `closed`, or the peer will send no more. */
  ended(how: "finished" | "reset" | "timed-out"): void;
}

const receiveWindow = 0xffff;
const ownMss = 1460;
/** RFC 9293 3.7.1: what a peer takes that does not say. */
const defaultMss = 536;
const attemptsMax = 15;
const duplicatesMax = 3;
/** Twice the time that a segment lives on these networks. */
const timeWaitNs = 20_000_000_000;

export class Connection {
  readonly state: ConnectionState;
  readonly #user: ConnectionUser;

  constructor(state: ConnectionState, user: ConnectionUser) {
    this.state = state;
    this.#user = user;
  }

  /** State of a connection that is about to be opened; `connect` sends the SYN. */
  static create(localPort: number, remotePort: number, initialSequence: number): ConnectionState {
    return {
      phase: "syn-sent",
      localPort,
      remotePort,
      unacknowledged: initialSequence,
      next: initialSequence,
      furthest: initialSequence,
      outgoing: new Uint8Array(0),
      finishing: false,
      mss: defaultMss,
      window: 0,
      windowSequence: 0,
      windowAcknowledgment: 0,
      duplicates: 0,
      expected: 0,
      early: [],
      finAt: null,
      timer: newTimer(),
      dueNs: null,
      attempts: 0,
    };
  }

  connect(nowNs: Nanoseconds): void {
    const { state } = this;
    state.next = advanced(state.unacknowledged, 1);
    state.furthest = state.next;
    state.timer.measured = { through: state.next, sentNs: nowNs };
    this.#emit(FLAG.SYN, state.unacknowledged, none);
    state.dueNs = nowNs + state.timer.timeoutNs;
  }

  write(data: Uint8Array, nowNs: Nanoseconds): void {
    const { state } = this;
    if (state.finishing) throw new Error(`connection of port ${state.localPort} is written to after its close`);
    state.outgoing = joined(state.outgoing, data);
    this.#transmit(nowNs);
  }

  /** What was written before still goes out. */
  close(nowNs: Nanoseconds): void {
    const { state } = this;
    if (state.finishing) return;
    if (state.phase === "syn-sent") {
      state.phase = "closed";
      state.dueNs = null;
      return;
    }
    state.finishing = true;
    this.#transmit(nowNs);
  }

  /** `state.dueNs` has come. */
  due(nowNs: Nanoseconds): void {
    const { state } = this;
    if (state.phase === "time-wait") return this.#end(null);
    state.attempts++;
    if (state.attempts > attemptsMax) return this.#end("timed-out");
    backOff(state.timer);
    this.#user.retried(state.attempts);
    if (state.phase === "syn-sent") {
      this.#emit(FLAG.SYN, state.unacknowledged, none);
      state.dueNs = nowNs + state.timer.timeoutNs;
    } else this.#sendAgain(nowNs);
  }

  arrive(segment: Segment, nowNs: Nanoseconds): void {
    const { state } = this;
    if (state.phase === "closed") return;
    if (state.phase === "syn-sent") return this.#answered(segment, nowNs);
    if (segment.flags & FLAG.RST) {
      // RFC 5961 3.2: one that does not fit exactly may be forged, or old.
      if (segment.sequence === state.expected) this.#end("reset");
      else if (this.#isInWindow(segment)) this.#acknowledge();
      return;
    }
    if (segment.flags & FLAG.SYN || !this.#isInWindow(segment)) return this.#acknowledge();
    if (!(segment.flags & FLAG.ACK)) return;
    if (distance(state.furthest, segment.acknowledgment) > 0) return this.#acknowledge();
    this.#acknowledged(segment, nowNs);
    this.#take(segment, nowNs);
    if (this.#isOpen()) this.#transmit(nowNs);
  }

  #isOpen(): boolean {
    return this.state.phase !== "closed";
  }

  /** RFC 9293 3.10.7.3. */
  #answered(segment: Segment, nowNs: Nanoseconds): void {
    const { state } = this;
    const { flags, acknowledgment } = segment;
    if (!(flags & FLAG.ACK) || acknowledgment !== state.next) return;
    if (flags & FLAG.RST) return this.#end("reset");
    if (!(flags & FLAG.SYN)) return;
    state.phase = "established";
    state.expected = advanced(segment.sequence, 1);
    state.mss = Math.min(ownMss, segment.mss ?? defaultMss);
    this.#measured(acknowledgment, nowNs);
    state.unacknowledged = acknowledgment;
    state.attempts = 0;
    state.dueNs = null;
    this.#windowTold(segment);
    this.#acknowledge();
    this.#user.opened();
  }

  /** RFC 9293 3.10.7.4: some of what the segment holds lies in the receive window. */
  #isInWindow({ sequence, data, flags }: Segment): boolean {
    const length = data.length + (flags & FLAG.FIN ? 1 : 0);
    const from = distance(this.state.expected, sequence);
    return from < receiveWindow && (length === 0 ? from >= 0 : from + length > 0);
  }

  #acknowledged(segment: Segment, nowNs: Nanoseconds): void {
    const { state } = this;
    const { acknowledgment } = segment;
    const count = distance(state.unacknowledged, acknowledgment);
    if (count < 0) return;
    const wasShut = state.window === 0;
    const isNews = segment.window !== state.window;
    if (
      distance(state.windowSequence, segment.sequence) > 0 ||
      (state.windowSequence === segment.sequence && distance(state.windowAcknowledgment, acknowledgment) >= 0)
    )
      this.#windowTold(segment);
    if (count === 0) {
      const isDuplicate = segment.data.length === 0 && !isNews && state.next !== state.unacknowledged;
      state.duplicates = isDuplicate ? state.duplicates + 1 : 0;
      if (state.duplicates === duplicatesMax) this.#sendAgain(nowNs);
      // Probes are over: the timer starts anew with the data that may go out now.
      if (wasShut && state.window > 0) this.#restart(nowNs);
      return;
    }
    this.#measured(acknowledgment, nowNs);
    const finAcknowledged = state.finishing && count > state.outgoing.length;
    state.outgoing = state.outgoing.subarray(Math.min(count, state.outgoing.length));
    state.unacknowledged = acknowledgment;
    if (distance(state.next, acknowledgment) > 0) state.next = acknowledgment;
    state.duplicates = 0;
    this.#restart(nowNs);
    if (!finAcknowledged) return;
    if (state.phase === "fin-wait-1") state.phase = "fin-wait-2";
    else if (state.phase === "closing") this.#waitOut(nowNs);
    else if (state.phase === "last-ack") this.#end(null);
  }

  #take({ sequence, data, flags }: Segment, nowNs: Nanoseconds): void {
    const { state } = this;
    if (data.length === 0 && !(flags & FLAG.FIN)) return;
    if (flags & FLAG.FIN) state.finAt = advanced(sequence, data.length);
    const { delivered, next, early } = reassemble(state.expected, state.early, { sequence, data });
    state.expected = next;
    state.early = early;
    const finished = state.finAt === next && this.#peerFinished(nowNs);
    this.#acknowledge();
    for (const bytes of delivered) this.#user.received(bytes);
    if (finished) this.#user.ended("finished");
  }

  /** False if it had before. */
  #peerFinished(nowNs: Nanoseconds): boolean {
    const { state } = this;
    const isFirst = state.phase === "established" || state.phase === "fin-wait-1" || state.phase === "fin-wait-2";
    if (isFirst) state.expected = advanced(state.expected, 1);
    if (state.phase === "established") state.phase = "close-wait";
    else if (state.phase === "fin-wait-1") state.phase = "closing";
    else if (state.phase === "fin-wait-2" || state.phase === "time-wait") this.#waitOut(nowNs);
    return isFirst;
  }

  /** Sends what the peer's window has room for. */
  #transmit(nowNs: Nanoseconds): void {
    const { state } = this;
    if (state.phase === "syn-sent" || state.phase === "time-wait") return;
    for (;;) {
      const sent = distance(state.unacknowledged, state.next);
      const left = state.outgoing.length - sent;
      const count = Math.min(left, state.mss, Math.max(0, state.window - sent));
      const withFin = this.#owesFin() && left >= 0 && count === left;
      if (count <= 0 && !withFin) break;
      this.#emitData(sent, count, withFin, nowNs);
    }
    if (state.dueNs !== null) return;
    // Data with a shut window: the timer makes `due` probe it.
    if (state.next !== state.unacknowledged || state.outgoing.length > 0) state.dueNs = nowNs + state.timer.timeoutNs;
  }

  /** From the first unacknowledged byte: one segment, or one byte into a shut window; acknowledgments bring the rest. */
  #sendAgain(nowNs: Nanoseconds): void {
    const { state } = this;
    state.next = state.unacknowledged;
    const count = Math.min(state.outgoing.length, state.mss, Math.max(1, state.window));
    this.#emitData(0, count, this.#owesFin() && count === state.outgoing.length, nowNs);
    state.timer.measured = null;
    state.dueNs = nowNs + state.timer.timeoutNs;
  }

  /** A FIN is to be sent, or was and is not acknowledged. */
  #owesFin(): boolean {
    const { finishing, phase } = this.state;
    return finishing && phase !== "fin-wait-2" && phase !== "time-wait";
  }

  #emitData(from: number, count: number, withFin: boolean, nowNs: Nanoseconds): void {
    const { state } = this;
    const data = state.outgoing.subarray(from, from + count);
    const sequence = state.next;
    state.next = advanced(sequence, count + (withFin ? 1 : 0));
    if (distance(state.furthest, state.next) > 0) {
      state.furthest = state.next;
      state.timer.measured ??= { through: state.next, sentNs: nowNs };
    }
    if (withFin && state.phase === "established") state.phase = "fin-wait-1";
    else if (withFin && state.phase === "close-wait") state.phase = "last-ack";
    const push = from + count === state.outgoing.length && count > 0 ? FLAG.PSH : 0;
    this.#emit(FLAG.ACK | push | (withFin ? FLAG.FIN : 0), sequence, data);
  }

  #acknowledge(): void {
    this.#emit(FLAG.ACK, this.state.furthest, none);
  }

  #emit(flags: number, sequence: number, data: Uint8Array): void {
    const { localPort, remotePort, expected } = this.state;
    this.#user.send({
      fromPort: localPort,
      toPort: remotePort,
      sequence,
      acknowledgment: flags & FLAG.ACK ? expected : 0,
      flags,
      window: receiveWindow,
      mss: flags & FLAG.SYN ? ownMss : null,
      data,
    });
  }

  #windowTold({ sequence, acknowledgment, window }: Segment): void {
    const { state } = this;
    state.window = window;
    state.windowSequence = sequence;
    state.windowAcknowledgment = acknowledgment;
  }

  #measured(acknowledgment: number, nowNs: Nanoseconds): void {
    const { timer } = this.state;
    if (timer.measured === null || distance(timer.measured.through, acknowledgment) < 0) return;
    measure(timer, nowNs - timer.measured.sentNs);
    timer.measured = null;
  }

  /** Something came through: RFC 6298 5.2, 5.3. */
  #restart(nowNs: Nanoseconds): void {
    const { state } = this;
    state.attempts = 0;
    const waits = state.next !== state.unacknowledged || state.outgoing.length > 0;
    state.dueNs = waits ? nowNs + state.timer.timeoutNs : null;
  }

  #waitOut(nowNs: Nanoseconds): void {
    this.state.phase = "time-wait";
    this.state.dueNs = nowNs + timeWaitNs;
  }

  #end(how: "reset" | "timed-out" | null): void {
    this.state.phase = "closed";
    this.state.dueNs = null;
    if (how !== null) this.#user.ended(how);
  }
}

const none = new Uint8Array(0);

function joined(a: Uint8Array, b: Uint8Array): Uint8Array {
  const whole = new Uint8Array(a.length + b.length);
  whole.set(a);
  whole.set(b, a.length);
  return whole;
}
