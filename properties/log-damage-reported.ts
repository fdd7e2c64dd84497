/** Bytes of the log that were damaged on their way are noticed by whoever gets them: checksums and framing say so. */
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property } from "./property.ts";
import { duration } from "./words.ts";

/** Of damage to a length, the receiver knows when as many bytes have come as it promises, or when they are too slow to come. */
const REPORT_NS = 5_000_000_000;

class LogDamageReported extends Watcher {
  /** By the host that gets them: damaged bytes of which nothing was heard yet. */
  readonly #silent = new Map<string, { readonly atNs: number; readonly seq: number; readonly how: string }>();

  observe(event: TraceEvent): void {
    if (event.kind === "tampered" && (event.how === "corrupted" || event.how === "truncated")) {
      const { atNs, seq, how } = event;
      this.witnessed++;
      if (!this.#silent.has(event.to)) this.#silent.set(event.to, { atNs, seq, how });
    } else if (event.kind === "replica" && event.observation.what === "stream-refused") {
      this.#silent.delete(event.place.slice("host:".length));
    } else if (
      event.kind === "host" ||
      event.kind === "record" ||
      (event.kind === "fault" && event.phase === "applied")
    ) {
      // A stream that breaks, or a peer that is given up, takes what is on its way along.
      if (event.kind !== "fault" || (event.fault as { kind: string }).kind !== "log-tampering") this.#silent.clear();
    }
    for (const [host, { atNs, seq, how }] of this.#silent) {
      if (event.atNs - atNs <= REPORT_NS) continue;
      this.#silent.delete(host);
      this.violate(
        { seq, atNs },
        `host ${host} refuses the log that was ${how} on its way to it`,
        `it has not in ${duration(REPORT_NS)}`,
      );
    }
  }
}

export const logDamageReported: Property = {
  name: "log-damage-reported",
  claim: "whoever gets damaged bytes of the log refuses them and says so",
  kind: "safety",
  regimes: ["corrupting"],
  start: (run) => new LogDamageReported(run),
};
