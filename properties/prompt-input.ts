/** Interrupts are delivered as they come, not at the ends of epochs (paper 2.1): clients' requests are answered soon. */
import type { Observation } from "../core/ft/observation.ts";
import type { ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { epochDelayNs, longestNs } from "./prompt-output.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** On top of the way there and back. */
const STATED_NS = 5_000_000;
/** What a guest executes for a request, with much to spare; requests of other clients may come first. */
const REQUEST_UNITS = 10_000;
/** What else comes first in the guest `disk`: it checks what it reads with interrupts off, 22,000 units for four sectors. */
const CHECK_UNITS = 25_000;
/** So many it has under way (`scenarios/guests/lib/disk.h`). */
const OPERATIONS = 5;
/** A request may wait for those of a batch before it and for its own: each is a write to the disk and an answer. */
const OUTPUTS_IN_TURN = 4;
const AFTERMATH_NS = 3_000_000_000;

interface Invoked {
  readonly atNs: number;
  /** The least that operator and throttle have left the guest of the CPU since. */
  sharePerMille: number;
}

class PromptInput extends Watcher {
  /** For a guest with all of its share. */
  readonly #boundNs: number;
  readonly #invoked = new Map<number, Invoked>();
  /** What the operator gave a replica, where that is not all. */
  readonly #given = new Map<ReplicaId, number>();
  /** What the throttle leaves of it. */
  #leftPerMille = 1000;
  #changedNs = 0;

  constructor(run: Run) {
    super(run);
    const { guest, log } = run.topology.links;
    const slowest = Math.min(...run.topology.hosts.map(({ unitsPerSecond }) => unitsPerSecond));
    const firstUnits = run.topology.guest === "disk" ? OPERATIONS * CHECK_UNITS : 0;
    const units = run.topology.clients.length * REQUEST_UNITS + firstUnits;
    const servedNs = Math.ceil((units * 1_000_000_000) / slowest);
    const epochsNs = OUTPUTS_IN_TURN * epochDelayNs(run.topology);
    this.#boundNs = 4 * longestNs(guest) + 2 * longestNs(log) + epochsNs + servedNs + STATED_NS;
  }

  observe(event: TraceEvent): void {
    if (event.kind === "record" || event.kind === "host") this.#changedNs = event.atNs;
    else if (event.kind === "replica" && event.observation.what === "phase") this.#changedNs = event.atNs;
    else if (event.kind === "replica") this.#shareChanged(event.observation);
    else if (event.kind === "invoke")
      this.#invoked.set(event.client, { atNs: event.atNs, sharePerMille: this.#sharePerMille() });
    else if (event.kind === "retry" || event.kind === "frame-lost") this.#invoked.clear();
    else if (event.kind === "response") {
      const invoked = this.#invoked.get(event.client);
      if (invoked === undefined) return;
      const { disturbances } = this.run.chronicle;
      const tookNs = event.atNs - invoked.atNs;
      if (invoked.atNs - this.#changedNs < AFTERMATH_NS) return;
      if (disturbances.within(AFTERMATH_NS, "network", "host", "cpu", "clock", "disk", "control")) return;
      this.witnessed++;
      const boundNs = (this.#boundNs * 1000) / invoked.sharePerMille;
      if (tookNs > boundNs)
        this.violate(
          event,
          `request ${event.request} of client ${event.client} reaches the guest and is answered within ${duration(boundNs)}`,
          `it took ${duration(tookNs)}`,
        );
    }
  }

  #sharePerMille(): number {
    const given = this.#given.get(this.run.chronicle.record?.owner ?? "") ?? 1000;
    return (given * this.#leftPerMille) / 1000;
  }

  #shareChanged(seen: Observation): void {
    if (seen.what === "lag") this.#leftPerMille = seen.sharePerMille;
    else if (seen.what === "cpu-share") this.#given.set(seen.replica, seen.perMille);
    const sharePerMille = this.#sharePerMille();
    for (const invoked of this.#invoked.values())
      if (sharePerMille < invoked.sharePerMille) invoked.sharePerMille = sharePerMille;
  }
}

export const promptInput: Property = {
  name: "prompt-input",
  claim:
    "an interrupt is delivered within a stated time, the longer the less operator and throttle leave the guest of the CPU",
  kind: "safety",
  regimes: ["bounded"],
  watches: ["record", "host", "phase", "lag", "cpu-share", "frame-lost", "invoke", "retry", "response"],
  start: (run) => new PromptInput(run),
};
