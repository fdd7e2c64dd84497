/**
 * A host: its CPU, its clocks, its state of health, and the node that it runs. Inputs reach the node through it, effects
 * leave through it, in their order.
 *
 * CPU. The VM gets a slice at a time. A slice's units are executed at its beginning; the next begins once the units used
 * have passed at the host's speed. So work is never done later than it would be, by at most a slice earlier.
 *
 * A paused host does nothing; what comes for it waits. Its clocks go on.
 */
import type { Node } from "../../core/ft/node.ts";
import type { HostId } from "../../core/ft/record.ts";
import type { Effect, HostTime, Input } from "../../core/ports.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { HostConfig } from "../topology.ts";
import { monotonicNs, startClock, virtualTimeOf, wallSeconds, type ClockState } from "./host-clock.ts";

/** The node as its host sees it. What `save` gives, the factory takes back. */
export type HostedNode = Pick<
  Node,
  "wakeAtNs" | "wantsCpu" | "unitsUsed" | "phase" | "replica" | "machine" | "handle" | "discard"
> & { save(): unknown };

/** Looked at whenever the node wants memory for a machine. */
type HostMemory = Pick<HostState, "memoryTakenBy">;

export interface NodeFactory {
  /** `boot` counts from 1: the node of a host that came back knows nothing of the one before. */
  create(host: HostId, boot: number, memory: HostMemory): HostedNode;
  /** A node that continues exactly as the saved one would. */
  restore(host: HostId, boot: number, memory: HostMemory, saved: unknown): HostedNode;
}

/** Longest slice of CPU time. */
const sliceNs = 1_000_000;
const second = 1_000_000_000;
const none = -1;

export interface HostState {
  readonly name: HostId;
  boot: number;
  up: boolean;
  /** Faults that pause it: they may overlap. */
  pausedBy: number[];
  /** Faults that leave it no memory for another machine. */
  memoryTakenBy: number[];
  /** What its monotonic clock shows after the next boot; null: goes on as it was. */
  nextUptimeNs: Nanoseconds | null;
  readonly clock: ClockState;
  unitsPerSecond: number;
  /** What faults leave of its speed, in thousandths. */
  speedPerMille: number;
  /** The VM's share as the node set it, in thousandths. */
  sharePerMille: number;
  cpuFreeAtNs: Nanoseconds;
  cpuScheduled: boolean;
  /** Time of the wake event that counts; -1 for none. Others are stale. */
  wakeScheduledNs: Nanoseconds;
  /** What came while it was paused. */
  backlog: Input[];
  /** Requests to go live or to go on alone that its node has sent and not seen answered. */
  asked: string[];
}

export function newHost(config: HostConfig): HostState {
  return {
    name: config.name,
    boot: 0,
    up: false,
    pausedBy: [],
    memoryTakenBy: [],
    nextUptimeNs: null,
    clock: {
      sinceNs: 0,
      monotonicAtSinceNs: config.uptimeNs ?? 0,
      driftPerMillion: config.driftPerMillion,
      frozen: false,
      wallOffsetSeconds: config.wallOffsetSeconds,
    },
    unitsPerSecond: config.unitsPerSecond,
    speedPerMille: 1000,
    sharePerMille: 1000,
    cpuFreeAtNs: 0,
    cpuScheduled: false,
    wakeScheduledNs: none,
    backlog: [],
    asked: [],
  };
}

export interface HostWorld {
  readonly nowNs: Nanoseconds;
  wakeAt(host: number, atNs: Nanoseconds): void;
  cpuAt(host: number, atNs: Nanoseconds): void;
  /** In their order. False when the host died at one of them: nothing after it is carried out. */
  carryOut(host: number, effects: readonly Effect[]): boolean;
}

export class Host {
  readonly state: HostState;
  /** In the trace. */
  readonly place: string;
  /** Null while the host is down. */
  node: HostedNode | null = null;
  readonly #index: number;
  readonly #world: HostWorld;

  constructor(index: number, world: HostWorld, state: HostState) {
    this.#index = index;
    this.#world = world;
    this.state = state;
    this.place = `host:${state.name}`;
  }

  get runs(): boolean {
    return this.state.up && this.state.pausedBy.length === 0;
  }

  deliver(input: Input): void {
    const { state } = this;
    if (!state.up) return;
    if (state.pausedBy.length > 0) state.backlog.push(input);
    else if (this.#handle(input)) this.reschedule();
  }

  /** A wake event has come. */
  wake(): void {
    const { state, node } = this;
    const { nowNs } = this.#world;
    if (state.wakeScheduledNs !== nowNs) return;
    state.wakeScheduledNs = none;
    if (!this.runs || node === null) return;
    if (node.wakeAtNs !== null && monotonicNs(state.clock, nowNs) >= node.wakeAtNs) this.deliver({ kind: "wake" });
    else this.reschedule();
  }

  /** A cpu event has come. */
  grant(): void {
    const { state, node } = this;
    state.cpuScheduled = false;
    if (!this.runs || node === null || !node.wantsCpu) return;
    const unitsPerSecond = this.#unitsPerSecond();
    const units = Math.max(1, Math.floor((unitsPerSecond * sliceNs) / second));
    if (!this.#handle({ kind: "cpu", units, unitsPerSecond })) return;
    state.cpuFreeAtNs = this.#world.nowNs + Math.max(1, Math.ceil((node.unitsUsed * second) / unitsPerSecond));
    this.reschedule();
  }

  /** Looks again at what the node waits for: after an input, and when a clock or the host's health has changed. */
  reschedule(): void {
    const { state, node } = this;
    if (!this.runs || node === null) return;
    const { nowNs } = this.#world;
    if (node.wantsCpu && !state.cpuScheduled) {
      state.cpuScheduled = true;
      this.#world.cpuAt(this.#index, Math.max(nowNs, state.cpuFreeAtNs));
    }
    if (node.wakeAtNs === null) return;
    const dueNs = virtualTimeOf(state.clock, node.wakeAtNs, nowNs);
    if (dueNs === null || (state.wakeScheduledNs !== none && state.wakeScheduledNs <= dueNs)) return;
    state.wakeScheduledNs = dueNs;
    this.#world.wakeAt(this.#index, dueNs);
  }

  /** The clock's rate has changed: wakes are due at other times than was thought. */
  clockChanged(): void {
    this.state.wakeScheduledNs = none;
    this.reschedule();
  }

  pause(fault: number): void {
    this.state.pausedBy.push(fault);
  }

  /** Ends one pause. When it was the last, what came meanwhile is handed to the node, in order. */
  resume(fault: number): void {
    const { state } = this;
    state.pausedBy = state.pausedBy.filter((other) => other !== fault);
    if (!this.runs) return;
    const { backlog } = state;
    state.backlog = [];
    for (const input of backlog) if (!this.#handle(input)) return;
    this.reschedule();
  }

  /** All that was in memory is gone. */
  die(): void {
    const { state } = this;
    this.node?.discard();
    this.node = null;
    state.up = false;
    state.pausedBy = [];
    state.backlog = [];
    state.asked = [];
  }

  boot(nodes: NodeFactory): void {
    const { state } = this;
    state.up = true;
    state.boot++;
    state.sharePerMille = 1000;
    state.wakeScheduledNs = none;
    if (state.nextUptimeNs !== null) startClock(state.clock, this.#world.nowNs, state.nextUptimeNs);
    state.nextUptimeNs = null;
    this.node = nodes.create(state.name, state.boot, state);
  }

  /** False when the host died of an effect. */
  #handle(input: Input): boolean {
    const { node } = this;
    if (node === null) return false;
    return this.#world.carryOut(this.#index, node.handle(this.#time(), input));
  }

  #time(): HostTime {
    const { clock } = this.state;
    const { nowNs } = this.#world;
    return { monotonicNs: monotonicNs(clock, nowNs), wallSeconds: wallSeconds(clock, nowNs) };
  }

  #unitsPerSecond(): number {
    const { unitsPerSecond, speedPerMille, sharePerMille } = this.state;
    return Math.max(1, Math.floor((Math.floor((unitsPerSecond * speedPerMille) / 1000) * sharePerMille) / 1000));
  }
}
