/**
 * A failover takes detection, the arbiter and storage, and draining; no more (paper 3.2). Cut in the parts that a run
 * reports: the clock starts when the other side's host dies or stands still.
 */
import { type ArbiterRecord, hostOf, type ReplicaId } from "../core/ft/record.ts";
import { defaultTuning } from "../core/ft/tuning.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Watcher, type Property, type Run } from "./property.ts";
import { WayToStorage } from "./way-to-storage.ts";
import { duration } from "./words.ts";

/** Draining is as long as the lag, and the backup may be slower than the primary was. */
const DRAIN_NS = 1_000_000_000;
const SLACK_NS = 500_000_000;

interface Silence {
  readonly replica: ReplicaId;
  readonly survivor: ReplicaId;
  readonly sinceNs: number;
}

/** Kinds that let nothing through while they last. */
const CUTS: ReadonlySet<string> = new Set(["partition", "link-clog"]);

class FailoverBounded extends Watcher {
  readonly #boundNs: number;
  readonly #lagMaxNs: number;
  /** The other side's host died. */
  #silence: Silence | null = null;
  /** Batches that the owner sent and the backup has not received, oldest first: the log path's silence. */
  #unheard: { readonly through: number; readonly atNs: number }[] = [];
  /** Since when faults, by index, keep the heartbeats of one of the two from the other: the other path's silence. */
  readonly #cutNs = new Map<number, number>();
  /** By the owner's last word: what a backup has to drain when the owner dies. */
  #lagNs = 0;
  /** When the survivor last drained at the speed of a starved CPU. */
  #starvedNs = -Infinity;
  readonly #wayToStorage: WayToStorage;

  constructor(run: Run) {
    super(run);
    this.#wayToStorage = new WayToStorage(run.topology);
    const { detectorTimeoutNs, heartbeatIntervalNs, askAgainNs, lagMaxNs } = { ...defaultTuning, ...run.topology.ft };
    const drift = Math.max(...run.topology.hosts.map(({ driftPerMillion }) => Math.abs(driftPerMillion)));
    const detectNs = detectorTimeoutNs + Math.ceil((detectorTimeoutNs * drift) / 1_000_000) + 2 * heartbeatIntervalNs;
    this.#lagMaxNs = lagMaxNs;
    this.#boundNs = detectNs + 2 * askAgainNs + lagMaxNs + DRAIN_NS + SLACK_NS;
  }

  observe(event: TraceEvent): void {
    this.#wayToStorage.observe(event);
    if (event.kind === "fault") this.#faultChanged(event);
    else if (event.kind === "host") this.#hostChanged(event, event.host, event.state);
    else if (event.kind === "record") {
      const won = event.request?.kind === "live" || event.request?.kind === "alone";
      if (won && this.#unheard.length > 0) this.witnessed++;
      this.#unheard = [];
      this.#cutNs.clear();
      this.#survivorMoved(event.atNs, event.record);
    } else if (event.kind === "replica") this.#logMoved(event, event.observation);
    this.#judgeHost(event);
    this.#judgeLog(event);
    this.#judgeHeartbeats(event);
  }

  /** A move was under way: who it makes a replica begins to watch the one that died. */
  #survivorMoved(atNs: number, { owner, backup }: ArbiterRecord): void {
    const replica = this.#silence?.replica;
    if (replica === undefined || (replica !== owner && replica !== backup)) return;
    const survivor = replica === owner ? backup : owner;
    if (survivor && survivor !== this.#silence?.survivor) this.#silence = { replica, survivor, sinceNs: atNs };
  }

  #judgeHost(event: TraceEvent): void {
    const { chronicle } = this.run;
    const silence = this.#silence;
    if (!silence) return;
    if (chronicle.record?.state === "off") {
      this.#silence = null;
      return;
    }
    const isOver = chronicle.liveOwner()?.id === silence.survivor && chronicle.record?.backup !== silence.replica;
    const isLate = this.#overdue(event, silence.sinceNs, silence.survivor);
    if (isOver || isLate) this.#silence = null;
    if (isLate) this.#late(event, silence.survivor, `the host of ${silence.replica} died`);
    else if (isOver) this.witnessed++;
  }

  #judgeLog(event: TraceEvent): void {
    const oldest = this.#unheard[0];
    const { record } = this.run.chronicle;
    if (!oldest || !record?.backup || this.#silence) return;
    if (!this.#overdue(event, oldest.atNs, record.backup)) return;
    this.#unheard = [];
    this.#late(event, record.backup, `entry ${oldest.through} was sent that never arrived`);
  }

  #judgeHeartbeats(event: TraceEvent): void {
    const { record } = this.run.chronicle;
    if (!record?.backup || record.state === "off" || this.#silence) return;
    for (const [index, sinceNs] of this.#cutNs) {
      if (!this.#overdue(event, sinceNs, record.backup)) continue;
      this.#cutNs.delete(index);
      this.#late(event, record.backup, "heartbeats between the two were cut");
    }
  }

  /**
   * Past the bound, with nothing that excuses it: storage out of reach, or draining at the speed of a starved CPU
   * or of a slow disk of its own. What lag they let grow is still to be drained when that is over.
   */
  #overdue(event: TraceEvent, sinceNs: number, survivor: ReplicaId): boolean {
    const { chronicle, topology } = this.run;
    const draining = chronicle.replicas.get(survivor)?.phase === "draining";
    const ownDisk = topology.disks === "non-shared" || topology.backupReads;
    if (draining && chronicle.disturbances.within(0, "host", "cpu", ...(ownDisk ? (["disk"] as const) : [])))
      this.#starvedNs = event.atNs;
    if (event.atNs - Math.max(sinceNs, this.#wayToStorage.barredNs) <= this.#boundNs) return false;
    const drainNs = Math.max(this.#lagNs, this.#lagMaxNs) + DRAIN_NS + SLACK_NS;
    return event.atNs - this.#starvedNs > drainNs;
  }

  #late(event: TraceEvent, survivor: ReplicaId, cause: string): void {
    const { chronicle } = this.run;
    if (!chronicle.isUp(survivor)) return;
    this.witnessed++;
    this.violate(
      event,
      `one of the two is the sole primary ${duration(this.#boundNs)} after ${cause}: detection, arbiter, draining`,
      `${survivor} is in phase ${chronicle.replicas.get(survivor)?.phase ?? "none"}, the owner is ${chronicle.record?.owner}`,
    );
  }

  #faultChanged(event: Extract<TraceEvent, { kind: "fault" }>): void {
    if (event.phase === "ended") this.#cutNs.delete(event.index);
    else if (event.phase === "applied" && this.#cutsHeartbeats(event.fault)) this.#cutNs.set(event.index, event.atNs);
  }

  /** Whether a fault is between the hosts of owner and backup, on the path that no event tells of. */
  #cutsHeartbeats(fault: unknown): boolean {
    const { kind, target, path } = fault as { kind: string; target: string; path?: string };
    const { record } = this.run.chronicle;
    if (path !== "heartbeat" || !CUTS.has(kind) || !record?.owner || !record.backup) return false;
    const hosts = { primary: hostOf(record.owner), backup: hostOf(record.backup) };
    const own = `${this.run.topology.name}:`;
    const ends = target.split(/[->]/).map((whole) => {
      const name = whole.startsWith(own) ? whole.slice(own.length) : whole;
      return hosts[name as keyof typeof hosts] ?? name;
    });
    return Object.values(hosts).every((host) => ends.includes(host));
  }

  #hostChanged(event: TraceEvent, host: string, state: string): void {
    this.#silence = null;
    this.#unheard = [];
    // Who stood still has heard nothing since, and knows of no time that passed.
    for (const index of this.#cutNs.keys()) this.#cutNs.set(index, event.atNs);
    const { record } = this.run.chronicle;
    if (state !== "down" || !record?.owner || !record.backup || record.state === "off") return;
    const { owner, backup } = record;
    const [replica, survivor] =
      hostOf(owner) === host ? [owner, backup] : hostOf(backup) === host ? [backup, owner] : [];
    if (replica && survivor) this.#silence = { replica, survivor, sinceNs: event.atNs };
  }

  #logMoved(event: TraceEvent, seen: Extract<TraceEvent, { kind: "replica" }>["observation"]): void {
    const { record } = this.run.chronicle;
    if (!record?.backup) return;
    if (seen.what === "lag" && seen.replica === record.owner) this.#lagNs = seen.lagNs;
    else if (seen.what === "sent" && seen.replica === record.owner && seen.to === record.backup)
      this.#unheard.push({ through: seen.through, atNs: event.atNs });
    else if (seen.what === "received" && seen.replica === record.backup) {
      const heard = this.#unheard.findIndex(({ through }) => through > seen.through);
      this.#unheard = heard < 0 ? [] : this.#unheard.slice(heard);
    }
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
