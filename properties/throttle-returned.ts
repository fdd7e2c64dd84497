/** CPU share that was taken to hold lag down is given back when there is none (paper 3.2). */
import type { Observation } from "../core/ft/observation.ts";
import { defaultTuning } from "../core/ft/tuning.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Lag } from "./lag.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** Time enough for every step from the least share to the whole. */
const RETURN_NS = 5_000_000_000;
const WHOLE_PER_MILLE = 1000;

class ThrottleReturned extends Watcher {
  readonly #lag = new Lag();
  readonly #lowNs: number;
  /** Since when lag has been low and the owner's share less than whole without having grown. */
  #sinceNs: number | null = null;
  /** What each replica last had; they say so when it changes. */
  readonly #shares = new Map<string, number>();

  constructor(run: Run) {
    super(run);
    this.#lowNs = { ...defaultTuning, ...run.topology.ft }.lagMaxNs / 4;
  }

  observe(event: TraceEvent): void {
    this.#lag.observe(event);
    if (this.#lag.ns(event.atNs) > this.#lowNs) this.#sinceNs = null;
    if (event.kind === "record" || event.kind === "fault") this.#sinceNs = null;
    if (event.kind === "replica" && event.observation.what === "lag") this.#said(event.observation);
    // Who never said anything of its share has all of it.
    if (this.#shares.size === 0) return;
    const owner = this.run.chronicle.liveOwner()?.id ?? "";
    const share = this.#shares.get(owner) ?? WHOLE_PER_MILLE;
    if (share >= WHOLE_PER_MILLE) this.#sinceNs = null;
    else this.#sinceNs ??= event.atNs;
    if (this.#sinceNs === null || event.atNs - this.#sinceNs <= RETURN_NS) return;
    this.violate(
      event,
      `${owner} gets its CPU share back while lag is under ${duration(this.#lowNs)}`,
      `after ${duration(event.atNs - this.#sinceNs)} of low lag it has ${share} thousandths`,
    );
    this.#sinceNs = event.atNs;
  }

  #said({ replica, sharePerMille }: Extract<Observation, { what: "lag" }>): void {
    if (!this.run.chronicle.isLive(replica)) return;
    this.witnessed++;
    if (sharePerMille > (this.#shares.get(replica) ?? WHOLE_PER_MILLE)) this.#sinceNs = null;
    this.#shares.set(replica, sharePerMille);
  }
}

export const throttleReturned: Property = {
  name: "throttle-returned",
  claim: "the CPU share is given back when lag is low",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new ThrottleReturned(run),
};
