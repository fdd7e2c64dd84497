/** A claim of one's own, over the trace alone: what a client may expect, whatever happens behind it. */
import { defineProperty, Watcher } from "lockstep-dst";

const WAIT_MAX_NS = 6_000_000_000;

class ShortWaits extends Watcher {
  /** When each client asked what it still waits for. */
  #asked = new Map();

  /** @param {import("lockstep-dst").TraceEvent} event */
  observe(event) {
    if (event.kind === "invoke") this.#asked.set(event.client, event.atNs);
    if (event.kind !== "response") return;
    this.witnessed++;
    const waitedNs = event.atNs - this.#asked.get(event.client);
    if (waitedNs > WAIT_MAX_NS)
      this.violate(
        event,
        `a client waits at most ${WAIT_MAX_NS / 1e9} s`,
        `client ${event.client} waited ${waitedNs / 1e9} s for the answer to request ${event.request}`,
      );
  }
}

export const shortWaits = defineProperty({
  name: "short-waits",
  claim: "no client waits for an answer longer than six seconds",
  regimes: ["bounded"],
  start: (run) => new ShortWaits(run),
});
