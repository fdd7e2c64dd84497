/**
 * FT VMotion clones a running VM and stops it for less than a second (paper 3.1): until it runs on where it was, or, where
 * the primary moves, on its destination, however late the source hears of that. A host that stands still stops whatever
 * it has, so the clock starts again when either of the two goes on.
 */
import { hostOf, type HostId, type ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { WayToStorage } from "./way-to-storage.ts";
import { duration } from "./words.ts";

const STOP_MAX_NS = 1_000_000_000;

interface Stop {
  readonly source: ReplicaId;
  readonly sinceNs: number;
}

class CutBounded extends Watcher {
  /** By destination: a stop that has not ended. */
  readonly #stops = new Map<ReplicaId, Stop>();
  readonly #resumedNs = new Map<HostId, number>();
  readonly #wayToStorage: WayToStorage;

  constructor(run: Run) {
    super(run);
    this.#wayToStorage = new WayToStorage(run.topology);
  }

  observe(event: TraceEvent): void {
    this.#wayToStorage.observe(event);
    if (event.kind === "host" && event.state === "resumed") this.#resumedNs.set(event.host, event.atNs);
    if (event.kind !== "replica") return;
    const seen = event.observation;
    if (seen.what === "live") {
      const stop = this.#stops.get(seen.replica);
      this.#stops.delete(seen.replica);
      if (stop) this.#judge(event, stop.source, seen.replica, event.atNs - stop.sinceNs);
    } else if (seen.what === "vmotion") {
      const { step, stopNs, replica, to } = seen;
      if (step === "cut") this.witnessed++;
      if (step === "in-step" && stopNs > 0) this.#stops.set(to, { source: replica, sinceNs: event.atNs - stopNs });
      if (step === "cut" || step === "given-up") this.#judge(event, replica, to, stopNs);
      if (step === "given-up") this.#stops.delete(to);
    }
  }

  #judge(event: TraceEvent, source: ReplicaId, to: ReplicaId, wholeNs: number): void {
    const resumedNs = [source, to].map((replica) => this.#resumedNs.get(hostOf(replica)) ?? -Infinity);
    const stopNs = Math.min(wholeNs, event.atNs - Math.max(...resumedNs));
    // Storage alone says whether a move is committed: where it is slow or out of reach, both wait (paper 2.3).
    if (this.#wayToStorage.barredNs >= event.atNs - stopNs || this.run.chronicle.disturbances.within(stopNs, "disk"))
      return;
    if (stopNs >= STOP_MAX_NS)
      this.violate(
        event,
        `the VM stops for less than ${duration(STOP_MAX_NS)} while ${source} clones it to ${to}`,
        `it stopped for ${duration(stopNs)}`,
      );
  }
}

export const cutBounded: Property = {
  name: "cut-bounded",
  claim: "VMotion stops the VM under one second",
  kind: "safety",
  regimes: ["bounded"],
  start: (run) => new CutBounded(run),
};
