/** What every part of a world stands on: the virtual clock, the future, randomness, the trace and its hash. */
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { TraceEvent, TraceObserver } from "../trace.ts";
import type { EventKind, EventPayloads, SimulatorEvent } from "./event.ts";
import { EventQueue } from "./event-queue.ts";
import { RandomStreams, type SavedStreams } from "./random.ts";
import { TraceHash, type SavedHash } from "./trace-hash.ts";

export interface SavedKernel {
  readonly nowNs: Nanoseconds;
  readonly eventSeq: number;
  readonly eventCount: number;
  readonly traceSeq: number;
  readonly queue: readonly SimulatorEvent[];
  readonly random: SavedStreams;
  readonly hash: SavedHash;
}

/** A small number for each kind of event, for the hash. */
const kindNumbers: Readonly<Record<EventKind, number>> = {
  wake: 1,
  cpu: 2,
  datagram: 3,
  segment: 4,
  "stream-timeout": 5,
  switch: 6,
  port: 7,
  storage: 8,
  "storage-answer": 9,
  "local-disk": 10,
  entropy: 11,
  candidates: 12,
  client: 13,
  fault: 14,
  "fault-end": 15,
  quiet: 16,
  settle: 17,
  end: 18,
  "power-on": 19,
  "fault-step": 20,
  "tcp-timer": 21,
  neighbour: 22,
};

export class Kernel {
  nowNs: Nanoseconds;
  /** Events taken so far. */
  eventCount: number;
  /** Number of the next trace event. */
  traceSeq: number;
  readonly queue: EventQueue;
  readonly random: RandomStreams;
  readonly hash: TraceHash;
  readonly #observers: TraceObserver[] = [];
  #eventSeq: number;

  constructor(seed: string, saved?: SavedKernel) {
    this.nowNs = saved?.nowNs ?? 0;
    this.#eventSeq = saved?.eventSeq ?? 0;
    this.eventCount = saved?.eventCount ?? 0;
    this.traceSeq = saved?.traceSeq ?? 0;
    this.queue = new EventQueue(saved?.queue);
    this.random = new RandomStreams(seed, saved?.random);
    this.hash = new TraceHash(saved?.hash);
  }

  observe(observer: TraceObserver): void {
    this.#observers.push(observer);
  }

  schedule<Kind extends EventKind>(at: Nanoseconds, target: number, kind: Kind, payload: EventPayloads[Kind]): void {
    // The union of event shapes is the distribution of this one over Kind, which the compiler cannot see.
    this.queue.push({ at, seq: this.#eventSeq++, target, kind, payload } as SimulatorEvent);
  }

  /** Takes the next event and sets the clock to it. */
  take(): SimulatorEvent | undefined {
    const event = this.queue.pop();
    if (event === undefined) return undefined;
    this.nowNs = event.at;
    this.eventCount++;
    const { hash } = this;
    hash.integer(event.at);
    hash.integer(event.seq);
    hash.word((kindNumbers[event.kind] << 16) ^ event.target);
    return event;
  }

  /** Says what happened. Made with `seq: kernel.traceSeq` and `atNs: kernel.nowNs`. */
  emit(event: TraceEvent): void {
    this.traceSeq++;
    this.hash.value(event);
    for (const observer of this.#observers) observer(event);
  }

  save(): SavedKernel {
    return {
      nowNs: this.nowNs,
      eventSeq: this.#eventSeq,
      eventCount: this.eventCount,
      traceSeq: this.traceSeq,
      queue: [...this.queue.events],
      random: this.random.save(),
      hash: this.hash.save(),
    };
  }
}
