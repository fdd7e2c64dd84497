/**
 * No failover without a cause outside of the replicas: silence that the stack makes itself (keep-alives that queue
 * behind a full buffer, a guest that does nothing) is none.
 */
import type { Phase } from "../core/ft/phase.ts";
import type { ArbiterRequest, ReplicaId } from "../core/ft/record.ts";
import { defaultTuning } from "../core/ft/tuning.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** A replica in one of these acts no more. */
const GONE: ReadonlySet<Phase> = new Set(["spare", "halted", "off"]);

class NoFalseFailover extends Watcher {
  /** Requests that were made without a cause, with what their asker said. */
  readonly #causeless = new Map<string, string>();
  readonly #said = new Map<ReplicaId, string>();
  readonly #reported = new Set<ReplicaId>();
  readonly #lookBackNs: number;

  constructor(run: Run) {
    super(run);
    const { detectorTimeoutNs, heartbeatIntervalNs } = { ...defaultTuning, ...run.topology.ft };
    this.#lookBackNs = detectorTimeoutNs + detectorTimeoutNs / 4 + 4 * heartbeatIntervalNs;
  }

  observe(event: TraceEvent): void {
    if (event.kind === "record") {
      const { request } = event;
      if (request?.kind === "cold-start") this.#judgeColdStart(event, request);
      if (request?.kind !== "live" && request?.kind !== "alone") return;
      this.witnessed++;
      const said = this.#causeless.get(request.id);
      if (said !== undefined)
        this.violate(event, `${request.asker} is granted "${request.kind}" for a cause outside of the replicas`, said);
      this.#causeless.clear();
    } else if (event.kind === "replica") {
      const seen = event.observation;
      if (seen.what === "diverged") this.#reported.add(seen.replica);
      else if (seen.what === "suspected") {
        const silent = `suspected ${seen.peer}, its ${seen.path} silent for ${duration(seen.silentNs)}`;
        this.#said.set(
          seen.replica,
          `${seen.replica} ${silent}, with no fault in the last ${duration(this.#lookBackNs)}`,
        );
      } else if (seen.what === "asked") {
        const { id, expected, asker } = seen.request;
        const peer = expected.owner === asker ? expected.backup : expected.owner;
        if (peer && !this.#cause(peer))
          this.#causeless.set(id, this.#said.get(asker) ?? `${asker} gave no reason, and there was no fault`);
      }
    }
  }

  /** The loss of all is known, never guessed: where a replica that the record names may still act, two would. */
  #judgeColdStart(event: TraceEvent, { asker, expected }: ArbiterRequest): void {
    if (expected.state === "off") return;
    this.witnessed++;
    const { chronicle } = this.run;
    const living = [expected.owner, expected.backup].find((replica) => {
      const phase = replica === null ? undefined : chronicle.replicas.get(replica)?.phase;
      return phase !== undefined && !GONE.has(phase) && chronicle.isUp(replica!);
    });
    if (living)
      this.violate(
        event,
        `${asker} is granted a cold start once every replica that the record names is dead`,
        `${living} is alive, in phase ${chronicle.replicas.get(living)?.phase}`,
      );
  }

  #cause(peer: ReplicaId): boolean {
    const { chronicle } = this.run;
    const phase = chronicle.replicas.get(peer)?.phase;
    // A replica that has lost, or that asks to act by itself, acknowledges no more: that is silence for a reason.
    if (phase === "halted" || phase === "off" || phase === "asking-live" || phase === "asking-alone") return true;
    if (!chronicle.isUp(peer) || this.#reported.has(peer)) return true;
    return chronicle.disturbances.within(this.#lookBackNs, "network", "host", "clock", "disk", "log");
  }
}

export const noFalseFailover: Property = {
  name: "no-false-failover",
  claim:
    "no grant unless a host was dead, paused or frozen, a watched path silent for the timeout less drift, or the backup diverged or could not read; no cold start while a replica lives",
  kind: "safety",
  regimes: ["bounded", "unbounded", "corrupting"],
  watches: ["record", "diverged", "suspected", "asked"],
  start: (run) => new NoFalseFailover(run),
};
