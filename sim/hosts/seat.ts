/**
 * A seat: the place on a host where the node of one VM runs. Every host has one for every VM, and holds a replica in some
 * of them. Inputs reach the node through it, effects leave through it, in their order.
 *
 * CPU. The VM gets a slice at a time. A slice's units are executed at its beginning; the next begins once the units used
 * have passed at the speed that the host gives. So work is never done later than it would be, by at most a slice earlier.
 */
import type { Node } from "../../core/ft/node.ts";
import type { HostId } from "../../core/ft/record.ts";
import type { Effect, Input } from "../../core/ports.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { HostMemory } from "./host-memory.ts";
import type { Host } from "./host.ts";
import { monotonicNs, virtualTimeOf } from "./host-clock.ts";
import type { VmPlace } from "./vm-place.ts";

/** The node as its host sees it. What `save` gives, the factory takes back. */
export type HostedNode = Pick<
  Node,
  "wakeAtNs" | "wantsCpu" | "unitsUsed" | "phase" | "replica" | "machine" | "handle" | "discard"
> & { save(): unknown };

/** Makes the nodes of one VM. */
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

export interface SeatState {
  /** The VM's share of the CPU as the node set it, in thousandths. */
  sharePerMille: number;
  cpuFreeAtNs: Nanoseconds;
  cpuScheduled: boolean;
  /** Time of the wake event that counts; -1 for none. Others are stale. */
  wakeScheduledNs: Nanoseconds;
  /** Requests to go live or to go on alone that its node has sent and not seen answered. */
  asked: string[];
}

export function newSeat(): SeatState {
  return { sharePerMille: 1000, cpuFreeAtNs: 0, cpuScheduled: false, wakeScheduledNs: none, asked: [] };
}

export interface SeatWorld {
  readonly nowNs: Nanoseconds;
  wakeAt(seat: number, atNs: Nanoseconds): void;
  cpuAt(seat: number, atNs: Nanoseconds): void;
  /** In their order. False when the host died at one of them: nothing after it is carried out. */
  carryOut(seat: number, effects: readonly Effect[]): boolean;
}

export class Seat {
  readonly state: SeatState;
  readonly host: Host;
  readonly vm: VmPlace;
  /** Null while the host is down. */
  node: HostedNode | null = null;
  readonly #index: number;
  readonly #world: SeatWorld;

  constructor(index: number, world: SeatWorld, host: Host, vm: VmPlace, state: SeatState) {
    this.#index = index;
    this.#world = world;
    this.host = host;
    this.vm = vm;
    this.state = state;
    host.seats.push(this);
  }

  deliver(input: Input): void {
    const { host } = this;
    if (!host.state.up) return;
    if (host.state.pausedBy.length > 0) host.state.backlog.push({ seat: host.seats.indexOf(this), input });
    else if (this.handle(input)) this.reschedule();
  }

  /** A wake event has come. */
  wake(): void {
    const { state, host, node } = this;
    const { nowNs } = this.#world;
    if (state.wakeScheduledNs !== nowNs) return;
    state.wakeScheduledNs = none;
    if (!host.runs || node === null) return;
    if (node.wakeAtNs !== null && monotonicNs(host.state.clock, nowNs) >= node.wakeAtNs) this.deliver({ kind: "wake" });
    else this.reschedule();
  }

  /** A cpu event has come. */
  grant(): void {
    const { state, host, node } = this;
    state.cpuScheduled = false;
    if (!host.runs || node === null || !node.wantsCpu) return;
    const unitsPerSecond = Math.max(1, Math.floor((host.unitsPerSecondEach() * state.sharePerMille) / 1000));
    const units = Math.max(1, Math.floor((unitsPerSecond * sliceNs) / second));
    if (!this.handle({ kind: "cpu", units, unitsPerSecond })) return;
    state.cpuFreeAtNs = this.#world.nowNs + Math.max(1, Math.ceil((node.unitsUsed * second) / unitsPerSecond));
    this.reschedule();
  }

  /** Looks again at what the node waits for: after an input, and when a clock or the host's health has changed. */
  reschedule(): void {
    const { state, host, node } = this;
    if (!host.runs || node === null) return;
    const { nowNs } = this.#world;
    if (node.wantsCpu && !state.cpuScheduled) {
      state.cpuScheduled = true;
      this.#world.cpuAt(this.#index, Math.max(nowNs, state.cpuFreeAtNs));
    }
    if (node.wakeAtNs === null) return;
    const dueNs = virtualTimeOf(host.state.clock, node.wakeAtNs, nowNs);
    if (dueNs === null || (state.wakeScheduledNs !== none && state.wakeScheduledNs <= dueNs)) return;
    state.wakeScheduledNs = dueNs;
    this.#world.wakeAt(this.#index, dueNs);
  }

  /** The clock's rate has changed: wakes are due at other times than was thought. */
  clockChanged(): void {
    this.state.wakeScheduledNs = none;
    this.reschedule();
  }

  /** All that was in memory is gone. */
  die(): void {
    this.node?.discard();
    this.node = null;
    this.state.asked = [];
  }

  boot(nodes: NodeFactory): void {
    const { state, host } = this;
    state.sharePerMille = 1000;
    state.wakeScheduledNs = none;
    this.node = nodes.create(host.state.name, host.state.boot, host.memory);
  }

  /** A node that was saved with this seat's state goes on. */
  restore(nodes: NodeFactory, saved: unknown): void {
    const { state, memory } = this.host;
    this.node = nodes.restore(state.name, state.boot, memory, saved);
  }

  /** False when the host died of an effect. */
  handle(input: Input): boolean {
    const { node } = this;
    if (node === null) return false;
    return this.#world.carryOut(this.#index, node.handle(this.host.time(), input));
  }
}
