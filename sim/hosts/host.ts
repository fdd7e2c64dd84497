/**
 * A host: its CPU, its clocks, its state of health, and a seat for the node of each VM. VMs that want the CPU at the same
 * time share it alike.
 *
 * A paused host does nothing; what comes for it waits. Its clocks go on.
 */
import type { HostId } from "../../core/ft/record.ts";
import type { HostTime, Input } from "../../core/ports.ts";
import type { Nanoseconds } from "../../core/vm/units.ts";
import type { HostConfig } from "../topology.ts";
import { HostMemory } from "./host-memory.ts";
import { monotonicNs, startClock, wallSeconds, type ClockState } from "./host-clock.ts";
import type { NodeFactory, Seat } from "./seat.ts";

export interface HostState {
  readonly name: HostId;
  boot: number;
  up: boolean;
  /** While it is down: whether its own disks have power, and finish what they were given. */
  powered: boolean;
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
  /** What came while it was paused, and for which of its seats. */
  backlog: { readonly seat: number; readonly input: Input }[];
}

export function newHost(config: HostConfig): HostState {
  return {
    name: config.name,
    boot: 0,
    up: false,
    powered: true,
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
    backlog: [],
  };
}

export class Host {
  readonly state: HostState;
  /** In the trace. */
  readonly place: string;
  /** By VM. */
  readonly seats: Seat[] = [];
  readonly memory: HostMemory;
  readonly #world: { readonly nowNs: Nanoseconds };

  constructor(world: { readonly nowNs: Nanoseconds }, { ramBytes = Infinity }: HostConfig, state: HostState) {
    this.#world = world;
    this.state = state;
    this.memory = new HostMemory(ramBytes, state);
    this.place = `host:${state.name}`;
  }

  get runs(): boolean {
    return this.state.up && this.state.pausedBy.length === 0;
  }

  /** Of each VM that now wants the CPU, before its own share is taken of that. */
  unitsPerSecondEach(): number {
    const { unitsPerSecond, speedPerMille } = this.state;
    let wanting = 0;
    for (const { node } of this.seats) if (node?.wantsCpu) wanting++;
    return Math.floor(Math.floor((unitsPerSecond * speedPerMille) / 1000) / Math.max(1, wanting));
  }

  time(): HostTime {
    const { clock } = this.state;
    const { nowNs } = this.#world;
    return { monotonicNs: monotonicNs(clock, nowNs), wallSeconds: wallSeconds(clock, nowNs) };
  }

  reschedule(): void {
    for (const seat of this.seats) seat.reschedule();
  }

  clockChanged(): void {
    for (const seat of this.seats) seat.clockChanged();
  }

  pause(fault: number): void {
    this.state.pausedBy.push(fault);
  }

  /** Ends one pause. When it was the last, what came meanwhile is handed to the nodes, in order. */
  resume(fault: number): void {
    const { state } = this;
    state.pausedBy = state.pausedBy.filter((other) => other !== fault);
    if (!this.runs) return;
    const { backlog } = state;
    state.backlog = [];
    for (const { seat, input } of backlog) if (!this.seats[seat]!.handle(input)) return;
    this.reschedule();
  }

  /** All that was in memory is gone. */
  die(): void {
    const { state } = this;
    for (const seat of this.seats) seat.die();
    state.up = false;
    state.pausedBy = [];
    state.backlog = [];
  }

  /** `nodes`: by VM. */
  boot(nodes: readonly NodeFactory[]): void {
    const { state } = this;
    state.up = true;
    state.powered = true;
    state.boot++;
    if (state.nextUptimeNs !== null) startClock(state.clock, this.#world.nowNs, state.nextUptimeNs);
    state.nextUptimeNs = null;
    for (const [vm, seat] of this.seats.entries()) seat.boot(nodes[vm]!);
  }
}
