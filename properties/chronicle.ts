/**
 * What has happened in a run so far, as far as more than one property wants to know it: the arbiter's record, requests
 * under way, the phase of every replica, the outputs. Kept up from the trace alone, once for all properties.
 */
import type { Observation } from "../core/ft/observation.ts";
import type { Phase } from "../core/ft/phase.ts";
import type { ArbiterRecord, ArbiterRequest, HostId, ReplicaId } from "../core/ft/record.ts";
import type { TraceEvent } from "../sim/trace.ts";
import { Departed } from "./departed.ts";
import { Disturbances } from "./disturbances.ts";
import { OutputLedger } from "./output-ledger.ts";

/** Phases in which a replica runs its guest by itself: what it executes is the history, not a replay of it. */
const LIVE: ReadonlySet<Phase> = new Set([
  "primary-protected",
  "primary-alone",
  "asking-alone",
  "asking-arm",
  "asking-move",
]);

export interface ReplicaState {
  readonly id: ReplicaId;
  phase: Phase;
  /** The last position that it is known to have passed. */
  position: number;
  /** The last entry that it wrote itself. */
  loggedThrough: number;
}

export class Chronicle {
  /** Of the latest event. */
  nowNs = 0;
  seq = -1;
  /** Counts cold starts: each begins a history of its own. */
  boot = 0;
  record: ArbiterRecord | null = null;
  /** Requests that storage could still grant, by id. */
  readonly underWay = new Map<string, ArbiterRequest>();
  readonly replicas = new Map<ReplicaId, ReplicaState>();
  readonly hosts = new Map<HostId, "up" | "down" | "paused" | "resumed">();
  /** Replicas whose host has died under them, whether or not it is back. */
  readonly #dead = new Set<ReplicaId>();
  readonly outputs = new OutputLedger();
  readonly disturbances: Disturbances;
  /** Replicas of which, from this event on, nothing is kept any more. */
  forgotten: readonly ReplicaId[] = [];
  readonly #departed = new Departed();
  guestDied = false;
  poweredOff = false;
  /** Since when no fault is active nor to come; null before. */
  quietAtNs: number | null = null;

  constructor(familyOf: ConstructorParameters<typeof Disturbances>[0]) {
    this.disturbances = new Disturbances(familyOf);
  }

  observe(event: TraceEvent): void {
    this.nowNs = event.atNs;
    this.seq = event.seq;
    switch (event.kind) {
      case "replica":
        this.#observeReplica(event.observation);
        break;
      case "record":
        this.record = event.record;
        if (event.request?.kind === "cold-start") this.#begin();
        for (const [id, request] of this.underWay)
          if (request.expected.version < event.record.version) this.underWay.delete(id);
        break;
      case "record-refused":
        // A request that expects a version yet to come may still be granted: a copy of it may arrive late.
        if (event.request.expected.version <= event.record.version) this.underWay.delete(event.request.id);
        break;
      case "host":
        this.hosts.set(event.host, event.state);
        if (event.state === "down")
          for (const id of this.replicas.keys()) if (id.startsWith(`${event.host}.`)) this.#dead.add(id);
        break;
      case "quiet":
        this.quietAtNs = event.atNs;
        break;
      default:
    }
    this.outputs.observe(event);
    this.forgotten = this.#departed.observe(event, this.replicas);
    for (const replica of this.forgotten) {
      this.replicas.delete(replica);
      this.#dead.delete(replica);
      this.outputs.forget(replica);
    }
    this.disturbances.observe(event);
  }

  isLive(replica: ReplicaId): boolean {
    const state = this.replicas.get(replica);
    return state !== undefined && LIVE.has(state.phase);
  }

  /** The latest event, for a violation that shows only at the end. */
  get here(): { readonly seq: number; readonly atNs: number } {
    return { seq: this.seq, atNs: this.nowNs };
  }

  /** The owner that the record names, if it runs. */
  liveOwner(): ReplicaState | null {
    const owner = this.record?.owner;
    return owner && this.isLive(owner) && this.isUp(owner) ? this.replicas.get(owner)! : null;
  }

  isUp(replica: ReplicaId): boolean {
    return !this.#dead.has(replica) && this.hosts.get(replica.slice(0, replica.indexOf("."))) !== "down";
  }

  state(replica: ReplicaId): ReplicaState {
    let state = this.replicas.get(replica);
    if (!state) this.replicas.set(replica, (state = { id: replica, phase: "spare", position: 0, loggedThrough: 0 }));
    return state;
  }

  #observeReplica(observation: Observation): void {
    const state = this.state(observation.replica);
    if ("position" in observation) state.position = Math.max(state.position, observation.position);
    switch (observation.what) {
      case "phase":
        state.phase = observation.to;
        break;
      case "logged":
        state.loggedThrough = observation.through;
        break;
      case "asked":
        this.underWay.set(observation.request.id, observation.request);
        break;
      case "guest-died":
        // On a backup that goes another way, it is no death of the VM.
        this.guestDied ||= this.isLive(state.id);
        break;
      case "powered-off":
        this.poweredOff = true;
        break;
      default:
    }
  }

  #begin(): void {
    this.boot++;
    this.underWay.clear();
    this.outputs.clear();
  }
}
