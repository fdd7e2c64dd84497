/** Lag stays under its bound, for a failover waits for it (paper 3.2). */
import { defaultTuning } from "../core/ft/tuning.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Lag } from "./lag.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** The feedback loop may take this long to bring lag back: some hundred of its steps. */
const RETURN_NS = 5_000_000_000;

class LagBounded extends Watcher {
  readonly #lag = new Lag();
  readonly #maxNs: number;
  #aboveNs: number | null = null;

  constructor(run: Run) {
    super(run);
    this.#maxNs = { ...defaultTuning, ...run.topology.ft }.lagMaxNs;
  }

  observe(event: TraceEvent): void {
    this.#lag.observe(event);
    const lagNs = this.#lag.ns(event.atNs);
    if (event.kind === "replica" && event.observation.what === "applied") this.witnessed++;
    if (lagNs <= this.#maxNs || event.kind === "record" || event.kind === "host" || this.#disturbed()) {
      this.#aboveNs = null;
      return;
    }
    this.#aboveNs ??= event.atNs;
    if (event.atNs - this.#aboveNs <= RETURN_NS) return;
    this.violate(
      event,
      `execution lag returns under ${duration(this.#maxNs)} within ${duration(RETURN_NS)}`,
      `it is ${duration(lagNs)}, and has been above for ${duration(event.atNs - this.#aboveNs)}`,
    );
    this.#aboveNs = event.atNs;
  }

  #disturbed(): boolean {
    return this.run.chronicle.disturbances.within(0, "network", "host", "cpu", "clock", "disk", "control");
  }
}

export const lagBounded: Property = {
  name: "lag-bounded",
  claim: "outside stated disturbances lag stays under its bound, and returns there within a stated time",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new LagBounded(run),
};
