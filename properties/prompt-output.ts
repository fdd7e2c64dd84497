/** An output waits for a round trip of the log, not for the backup to execute or for a timer (paper 3.2). */
import { defaultTuning } from "../core/ft/tuning.ts";
import { longestRetransmissionNs } from "../sim/network/streams.ts";
import type { Link, VmView } from "../sim/topology.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** Beyond the round trip: the time to send and to answer. */
const STATED_NS = 3_000_000;
/** One may be delayed by the tail of a link, and with it all that wait together; that is chance. So many of the last so many are not. */
const LATE_MAX = 4;
const OF = 10;
const TINY_BYTES = 65_536;
/** How far back a disturbance still explains a wait. */
const AFTERMATH_NS = 3_000_000_000;

/** The longest that a packet of a stream takes one way, the link's tail left out. */
function usualNs({ delay, lossPerMillion }: Link): number {
  return delay.baseNs + delay.jitterNs + (lossPerMillion > 0 ? longestRetransmissionNs : 0);
}

export function longestNs(link: Link): number {
  return usualNs(link) + (link.delay.tailPerMille > 0 ? link.delay.tailNs : 0);
}

/** With the strategy `checkpoint` an output waits until its epoch ends, and for the pages that this one has to carry. */
export function epochDelayNs({ strategy, ft, machine, links }: VmView): number {
  if (strategy === "replay") return 0;
  const pagesNs = Math.ceil((8 * machine.ramBytes * 1_000_000_000) / links.log.bitsPerSecond);
  return { ...defaultTuning, ...ft }.epochNs + pagesNs;
}

class PromptOutput extends Watcher {
  readonly #boundNs: number;
  /** A buffer that a starved backup fills at once: then entries wait for room, and outputs with them (paper 3.2). */
  readonly #tinyBuffer: boolean;
  #changedNs = 0;
  /** Of the last outputs: whether each was late. Those that waited together count once. */
  #late: boolean[] = [];
  #leftNs = 0;

  constructor(run: Run) {
    super(run);
    this.#tinyBuffer = (run.topology.ft.receiveBufferBytes ?? Infinity) < TINY_BYTES;
    this.#boundNs = 2 * usualNs(run.topology.links.log) + epochDelayNs(run.topology) + STATED_NS;
  }

  observe(event: TraceEvent): void {
    if (event.kind === "record" || event.kind === "host") this.#changedNs = event.atNs;
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (seen.what === "phase" || seen.what === "vmotion") this.#changedNs = event.atNs;
    if (seen.what !== "released" || seen.again || seen.device === "disk") return;
    const { chronicle } = this.run;
    if (event.atNs - this.#changedNs < AFTERMATH_NS) return;
    if (chronicle.disturbances.within(AFTERMATH_NS, "network", "clock", "control")) return;
    if (this.#tinyBuffer && chronicle.disturbances.within(AFTERMATH_NS, "cpu")) return;
    this.witnessed++;
    if (event.atNs - seen.heldNs < this.#leftNs) return;
    this.#leftNs = event.atNs;
    this.#late = [...this.#late, seen.heldNs > this.#boundNs].slice(-OF);
    if (this.#late.filter(Boolean).length <= LATE_MAX) return;
    this.#late = [];
    this.violate(
      event,
      `outputs wait at most ${duration(this.#boundNs)}: a round trip, an epoch if there are any, and ${duration(STATED_NS)}`,
      `${LATE_MAX + 1} of the last ${OF} waited longer; ${seen.device} ${seen.output} of ${seen.replica} ${duration(seen.heldNs)}`,
    );
  }
}

export const promptOutput: Property = {
  name: "prompt-output",
  claim: "an output waits no longer than a round trip plus a stated time",
  kind: "safety",
  regimes: ["bounded"],
  watches: ["record", "host", "phase", "vmotion", "released"],
  start: (run) => new PromptOutput(run),
};
