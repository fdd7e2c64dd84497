/**
 * A failover takes detection, the arbiter and storage, and draining; no more (paper 3.2). Cut in the parts that a run
 * reports: the clock starts when the other side's host dies or stands still.
 */
import { hostOf, type ReplicaId } from "../core/ft/record.ts";
import { defaultTuning } from "../core/ft/tuning.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { duration } from "./words.ts";

/** Draining is as long as the lag, and the backup may be slower than the primary was. */
const DRAIN_NS = 1_000_000_000;
const SLACK_NS = 500_000_000;

interface Silence {
  readonly replica: ReplicaId;
  readonly survivor: ReplicaId;
  readonly sinceNs: number;
  readonly seq: number;
}

class FailoverBounded extends Watcher {
  readonly #boundNs: number;
  #silence: Silence | null = null;

  constructor(run: Run) {
    super(run);
    const { detectorTimeoutNs, heartbeatIntervalNs, askAgainNs, lagMaxNs } = { ...defaultTuning, ...run.topology.ft };
    const drift = Math.max(...run.topology.hosts.map(({ driftPerMillion }) => Math.abs(driftPerMillion)));
    const detectNs = detectorTimeoutNs + Math.ceil((detectorTimeoutNs * drift) / 1_000_000) + 2 * heartbeatIntervalNs;
    this.#boundNs = detectNs + 2 * askAgainNs + lagMaxNs + DRAIN_NS + SLACK_NS;
  }

  observe(event: TraceEvent): void {
    const { chronicle } = this.run;
    if (event.kind === "host") this.#hostChanged(event, event.host, event.state);
    // Storage out of reach, or a second fault meanwhile: wait (DESIGN 6).
    else if (event.kind === "fault" && event.phase !== "suppressed") this.#silence = null;
    const silence = this.#silence;
    if (!silence) return;
    if (chronicle.liveOwner()?.id === silence.survivor && chronicle.record?.backup !== silence.replica) {
      this.witnessed++;
      this.#silence = null;
    } else if (event.atNs - silence.sinceNs > this.#boundNs) {
      this.#silence = null;
      if (!chronicle.isUp(silence.survivor)) return;
      this.witnessed++;
      this.violate(
        event,
        `${silence.survivor} is the sole primary ${duration(this.#boundNs)} after ${silence.replica} fell silent: detection, arbiter, draining`,
        `it is in phase ${chronicle.replicas.get(silence.survivor)?.phase ?? "none"}, the owner is ${chronicle.record?.owner}`,
      );
    }
  }

  #hostChanged(event: TraceEvent, host: string, state: string): void {
    this.#silence = null;
    const { record } = this.run.chronicle;
    if (state !== "down" || !record?.owner || !record.backup || record.state === "off") return;
    const { owner, backup } = record;
    const { disturbances } = this.run.chronicle;
    if (disturbances.within(0, "network", "disk", "clock")) return;
    const [replica, survivor] =
      hostOf(owner) === host ? [owner, backup] : hostOf(backup) === host ? [backup, owner] : [];
    if (replica && survivor) this.#silence = { replica, survivor, sinceNs: event.atNs, seq: event.seq };
  }
}

export const failoverBounded: Property = {
  name: "failover-bounded",
  claim:
    "from a watched path's silence to the next sole primary it takes detection, plus arbiter and storage time, plus draining; longer, or never, is a violation",
  kind: "liveness",
  regimes: ["bounded"],
  start: (run) => new FailoverBounded(run),
};
