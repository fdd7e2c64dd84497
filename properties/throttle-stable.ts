/** A feedback loop that works settles; one that swings between little and much makes the guest stutter. */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** A swing is a turn of the share after it moved by more than this, in thousandths. */
const BAND_PER_MILLE = 400;
const SWINGS_MAX = 6;
const WITHIN_NS = 10_000_000_000;

class ThrottleStable extends Watcher {
  /** The share at the last turn, the direction since, and when the last turns were. */
  #turn = 1000;
  #last = 1000;
  #direction = -1;
  #turnsNs: number[] = [];

  observe(event: TraceEvent): void {
    const { chronicle } = this.run;
    const isWord = event.kind === "replica" && event.observation.what === "lag";
    if (!isWord && this.#turnsNs.length === 0) return;
    if (event.kind === "record" || chronicle.disturbances.within(WITHIN_NS, "host", "cpu", "network", "clock")) {
      this.#turnsNs = [];
      return;
    }
    if (!isWord) return;
    if (!chronicle.isLive(event.observation.replica)) return;
    const share = event.observation.sharePerMille;
    this.witnessed++;
    const direction = Math.sign(share - this.#last);
    if (direction !== 0 && direction !== this.#direction) {
      if (Math.abs(this.#last - this.#turn) > BAND_PER_MILLE) this.#turnsNs.push(event.atNs);
      this.#turn = this.#last;
      this.#direction = direction;
    }
    this.#last = share;
    this.#turnsNs = this.#turnsNs.filter((atNs) => event.atNs - atNs <= WITHIN_NS);
    if (this.#turnsNs.length <= SWINGS_MAX) return;
    this.violate(
      event,
      `the CPU share turns at most ${SWINGS_MAX} times in ${duration(WITHIN_NS)} by more than ${BAND_PER_MILLE} thousandths`,
      `it turned ${this.#turnsNs.length} times`,
    );
    this.#turnsNs = [];
  }
}

export const throttleStable: Property = {
  name: "throttle-stable",
  claim: "the CPU share does not oscillate beyond a stated band",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new ThrottleStable(run),
};
