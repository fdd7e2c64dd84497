/**
 * Whether faults keep a replica from storage, and so from the arbiter: then it waits, as long as it takes (DESIGN 6). A
 * clock that stands still counts, too: whoever has it knows of no time that passed.
 */
import { arraysOf, type VmView } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";

type FaultEvent = Extract<TraceEvent, { kind: "fault" }>;

const BARS = /storage|everything|arbiter-slow|clock-freeze|partition-sides|swizzle-clog/;

/** A reply that is lost costs the time until its asker asks again, and no more. */
const REPLY_LOST = "arbiter reply lost";

export class WayToStorage {
  readonly #array: string;
  /** Indices of faults under way that bar it. */
  readonly #barred = new Set<number>();
  /** When it was last barred, now if it is; -Infinity: never. */
  barredNs = -Infinity;

  constructor(topology: VmView) {
    this.#array = topology.array ?? arraysOf(topology)[0]!.name;
  }

  observe(event: TraceEvent): void {
    if (event.kind === "frame-lost" && event.reason === REPLY_LOST) this.barredNs = event.atNs;
    if (event.kind === "fault" && event.phase === "applied" && this.#bars(event)) this.#barred.add(event.index);
    if (this.#barred.size > 0) this.barredNs = event.atNs;
    if (event.kind === "fault" && event.phase === "ended") this.#barred.delete(event.index);
  }

  /** Of an array that another VM is on alone: not. */
  #bars({ fault, reading }: FaultEvent): boolean {
    const { target = "", array } = fault as { target?: string; array?: string };
    if (array !== undefined && array !== this.#array) return false;
    return BARS.test(`${reading} ${JSON.stringify(fault)}`) || target.split(/[->]/).includes(this.#array);
  }
}
