/** CPU share that was taken to hold lag down is given back when there is none (paper 3.2). */
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
  /** Since when lag has been low and the share less than whole without having grown. */
  #sinceNs: number | null = null;
  #shares = new Map<string, number>();

  constructor(run: Run) {
    super(run);
    this.#lowNs = { ...defaultTuning, ...run.topology.ft }.lagMaxNs / 4;
  }

  observe(event: TraceEvent): void {
    this.#lag.observe(event);
    if (this.#lag.ns(event.atNs) > this.#lowNs) this.#sinceNs = null;
    if (event.kind === "record" || event.kind === "fault") this.#sinceNs = null;
    if (event.kind !== "replica" || event.observation.what !== "lag") return;
    const { replica, sharePerMille } = event.observation;
    if (!this.run.chronicle.isLive(replica)) return;
    this.witnessed++;
    const grew = sharePerMille > (this.#shares.get(replica) ?? WHOLE_PER_MILLE);
    this.#shares.set(replica, sharePerMille);
    if (sharePerMille >= WHOLE_PER_MILLE || grew) this.#sinceNs = null;
    else this.#sinceNs ??= event.atNs;
    if (this.#sinceNs === null || event.atNs - this.#sinceNs <= RETURN_NS) return;
    this.violate(
      event,
      `${replica} gets its CPU share back while lag is under ${duration(this.#lowNs)}`,
      `after ${duration(event.atNs - this.#sinceNs)} of low lag it has ${sharePerMille} thousandths`,
    );
    this.#sinceNs = event.atNs;
  }
}

export const throttleReturned: Property = {
  name: "throttle-returned",
  claim: "the CPU share is given back when lag is low",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new ThrottleReturned(run),
};
