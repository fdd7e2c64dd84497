/**
 * What a world is to its parts. Classes, not objects of closures: a closure is another function in every world, so what
 * is compiled for the one would have to be compiled anew for the next, and campaigns make a world for every run.
 */
import type { Effect, Input } from "../core/ports.ts";
import type { Nanoseconds } from "../core/vm/units.ts";
import { carryOut, carryOutUntilDeath } from "./carry-out.ts";
import type { SeatWorld } from "./hosts/seat.ts";
import type { StreamUsers } from "./network/streams.ts";
import type { World } from "./world.ts";

export class WorldOfSeats implements SeatWorld {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  get nowNs(): Nanoseconds {
    return this.#world.kernel.nowNs;
  }

  wakeAt(seat: number, atNs: Nanoseconds): void {
    this.#world.kernel.schedule(atNs, seat, "wake", null);
  }

  cpuAt(seat: number, atNs: Nanoseconds): void {
    this.#world.kernel.schedule(atNs, seat, "cpu", null);
  }

  carryOut(seat: number, effects: readonly Effect[]): boolean {
    const world = this.#world;
    if (world.crashPoints.length > 0) return carryOutUntilDeath(world, seat, effects);
    for (const effect of effects) carryOut(world, seat, effect);
    return true;
  }
}

export class HostsOnStreams implements StreamUsers {
  readonly #world: World;

  constructor(world: World) {
    this.#world = world;
  }

  bootOf(host: number): number | null {
    const { up, boot } = this.#world.hosts[host]!.state;
    return up ? boot : null;
  }

  nameOf(host: number): string {
    return this.#world.hosts[host]!.state.name;
  }

  hostOf(seat: number): number {
    return seat % this.#world.hosts.length;
  }

  vmOf(seat: number): string | undefined {
    return this.#world.seats[seat]!.vm.name;
  }

  deliver(seat: number, input: Input): void {
    this.#world.seats[seat]!.deliver(input);
  }
}
