/**
 * A world: hosts with their nodes, the networks between them, storage, clients and the faults to come. One seed and one
 * schedule fix all that happens in it (law 1); all its state is plain data, so it can be saved, restored and forked
 * between any two events (law 4).
 */
import type { Arbiter } from "../core/ft/arbiter.ts";
import { hostOf, type HostId } from "../core/ft/record.ts";
import type { Hash64 } from "../core/ports.ts";
import type { Nanoseconds } from "../core/vm/units.ts";
import { Client, type SavedClient } from "./clients/client.ts";
import { TcpClient, type SavedTcpClient } from "./clients/tcp-client.ts";
import type { Workload } from "./clients/workload.ts";
import { checkTopology } from "./check-topology.ts";
import { dispatch } from "./dispatch.ts";
import type { Fault, FaultKind } from "./faults/fault.ts";
import { Host, newHost, type HostState } from "./hosts/host.ts";
import { newSeat, Seat, type NodeFactory, type SeatState } from "./hosts/seat.ts";
import { firstRecord, placedVms, type PlacedVm } from "./hosts/vm-place.ts";
import { Kernel, type SavedKernel } from "./kernel/kernel.ts";
import { copyPlain } from "./kernel/plain.ts";
import { milestonesOf } from "./milestones.ts";
import { Ethernet, isGroupAddress, macAt, type SavedEthernet } from "./network/ethernet.ts";
import type { LineState } from "./network/line.ts";
import { Network } from "./network/network.ts";
import { Streams, type SavedStreams } from "./network/streams.ts";
import type { Tap } from "./network/tap.ts";
import { Disk, type SavedDisk } from "./storage/disk.ts";
import { Storage, type SavedStorage } from "./storage/storage.ts";
import { HostsOnStreams, WorldOfSeats } from "./outside.ts";
import { arraysOf, vmIndexOf, type Topology } from "./topology.ts";
import type { TraceObserver } from "./trace.ts";

/** Within a host, from one VM's virtual card to another's. */
const neighbourNs = 10_000;

export interface WorldSetup {
  /** Any text: all randomness of the run comes from it. */
  readonly seed: string;
  readonly topology: Topology;
  readonly schedule: readonly Fault[];
  readonly faultKinds: ReadonlyMap<string, FaultKind>;
  /** Faults happen before this time; then all is quiet, and liveness is judged. */
  readonly faultyNs: Nanoseconds;
  readonly quietNs: Nanoseconds;
  /** Reaching it ends the run: the finding `stuck`. */
  readonly eventLimit: number;
  /** By VM. */
  readonly nodes: readonly NodeFactory[];
  /** How the storage decides. */
  readonly arbiter: Arbiter;
  readonly workloads: Readonly<Record<string, Workload>>;
  readonly hash: Hash64;
}

/** All of a world but its setup, as plain data. */
export interface WorldSnapshot {
  readonly kernel: SavedKernel;
  readonly lines: readonly LineState[];
  readonly ethernet: SavedEthernet;
  readonly streams: SavedStreams;
  readonly volumes: readonly SavedStorage[];
  readonly hosts: readonly HostState[];
  readonly seats: readonly { readonly state: SeatState; readonly node: unknown }[];
  readonly localDisks: readonly SavedDisk[];
  readonly clients: readonly (SavedClient | SavedTcpClient)[];
  readonly struck: ReadonlyMap<number, number>;
  readonly crashPoints: readonly CrashPoint[];
  readonly ended: EndReason | null;
}

/** A host dies at the n-th of the effects of a node of it, or of the observations of a kind, that come from now on. */
export interface CrashPoint {
  readonly fault: number;
  readonly seat: number;
  readonly step: string;
  /** Of this log entry alone; null: of any. */
  readonly entry: number | null;
  readonly when: "before" | "after";
  remaining: number;
}

export type EndReason = "done" | "event-limit" | "time-limit";

export class World {
  readonly setup: WorldSetup;
  readonly kernel: Kernel;
  readonly network: Network;
  readonly ethernet: Ethernet;
  readonly streams: Streams;
  readonly vms: readonly PlacedVm[];
  /** By VM: what it has of an array. */
  readonly volumes: readonly Storage[];
  /** By seat: with non-shared disks the VM's, else unused. A disk survives its host; what it caches, a crash too. */
  readonly localDisks: readonly Disk[];
  readonly hosts: readonly Host[];
  /** Of the first VM by host, then of the next. */
  readonly seats: readonly Seat[];
  readonly clients: readonly (Client | TcpClient)[];
  /** By index of a fault under way: the host that it struck, whoever was meant then. */
  readonly struck: Map<number, number>;
  /** Deaths that wait for a step of the protocol. */
  crashPoints: CrashPoint[];
  #ended: EndReason | null = null;

  constructor(setup: WorldSetup, snapshot?: WorldSnapshot) {
    const saved = snapshot && { ...copyPlain({ ...snapshot, seats: [] }), seats: snapshot.seats };
    const { topology } = setup;
    if (!saved) checkTopology(topology);
    this.setup = setup;
    const hostCount = topology.hosts.length;
    this.vms = placedVms(topology);
    this.kernel = new Kernel(setup.seed, saved?.kernel);
    this.network = new Network(this.kernel, topology, saved?.lines);
    this.ethernet = new Ethernet(this.kernel, this.network, topology, saved?.ethernet);
    this.streams = new Streams(this.kernel, this.network, new HostsOnStreams(this), saved?.streams);
    const { diskLatency, diskErrorsPerMillion } = topology;
    const { hash, arbiter } = setup;
    const arrays = arraysOf(topology);
    this.volumes = this.vms.map((vm, index) => {
      const arrayIndex = vm.array === undefined ? 0 : arrays.findIndex(({ name }) => name === vm.array);
      const { name: array, latency = diskLatency, errorsPerMillion = diskErrorsPerMillion } = arrays[arrayIndex]!;
      const place = { array, arrayIndex, vm: vm.place };
      const options = { place, hash, latency, errorsPerMillion, hostCount, record: firstRecord(vm), arbiter };
      return new Storage(this.kernel, this.network, options, saved?.volumes[index]);
    });
    this.localDisks = this.vms.flatMap((vm) =>
      topology.hosts.map(({ name }, host) => {
        const at = { name, place: `disk:${name}`, vm: vm.place, isCaching: true };
        const options = { ...at, hash, latency: diskLatency, errorsPerMillion: diskErrorsPerMillion };
        return new Disk(this.kernel, options, saved?.localDisks[vm.place.firstSeat + host]);
      }),
    );
    const seatWorld = new WorldOfSeats(this);
    this.hosts = topology.hosts.map(
      (config, index) => new Host(seatWorld, config, saved?.hosts[index] ?? newHost(config)),
    );
    this.seats = this.vms.flatMap((vm, number) =>
      this.hosts.map((host, index) => {
        const kept = saved?.seats[vm.place.firstSeat + index];
        const state = kept ? copyPlain(kept.state) : newSeat();
        const seat = new Seat(vm.place.firstSeat + index, seatWorld, host, vm.place, state);
        if (kept && kept.node !== null) seat.restore(setup.nodes[number]!, kept.node);
        return seat;
      }),
    );
    this.clients = topology.clients.map((config, index) => {
      const workload = setup.workloads[config.workload];
      if (!workload) throw new Error(`client ${index + 1}: no workload ${config.workload}`);
      const place = { config, index, port: hostCount + index, vm: this.vms[vmIndexOf(topology, config)]!.place.name };
      const kept = saved?.clients[index];
      return workload.transport === "tcp"
        ? new TcpClient(this.kernel, this.ethernet, workload, place, kept as SavedTcpClient | undefined)
        : new Client(this.kernel, this.ethernet, workload, place, kept as SavedClient | undefined);
    });
    this.struck = new Map(saved?.struck);
    this.crashPoints = [...(saved?.crashPoints ?? [])];
    this.#ended = saved?.ended ?? null;
    if (!saved) this.#powerOn();
  }

  get nowNs(): Nanoseconds {
    return this.kernel.nowNs;
  }

  get eventCount(): number {
    return this.kernel.eventCount;
  }

  /** Why the run is over, or null while it is not. */
  get ended(): EndReason | null {
    return this.#ended;
  }

  /** 16 hexadecimal digits over all that has happened, the same whether or not anybody observes. */
  get traceHash(): string {
    return this.kernel.hash.digits;
  }

  /** Calls `observer` with every trace event from now on. Observe before the first step to see all but power on. */
  observe(observer: TraceObserver): void {
    this.kernel.observe(observer);
  }

  /** Calls `tap` with everything that is put on a line from now on. */
  tap(tap: Tap): void {
    this.network.tap = tap;
  }

  /** Takes one event. False once the run is over. */
  step(): boolean {
    if (this.#ended !== null) return false;
    if (this.kernel.eventCount >= this.setup.eventLimit) {
      this.end("event-limit");
      return false;
    }
    const event = this.kernel.take();
    if (event === undefined) this.end("done");
    else dispatch(this, event);
    return this.#ended === null;
  }

  run(): void {
    while (this.step());
  }

  snapshot(): WorldSnapshot {
    return {
      ...copyPlain({
        kernel: this.kernel.save(),
        lines: this.network.lines,
        ethernet: this.ethernet.save(),
        streams: this.streams.save(),
        volumes: this.volumes.map((volume) => volume.save()),
        hosts: this.hosts.map(({ state }) => state),
        localDisks: this.localDisks.map((disk) => disk.save()),
        clients: this.clients.map((client) => client.state),
        struck: this.struck,
        crashPoints: this.crashPoints,
        ended: this.#ended,
      }),
      seats: this.seats.map(({ state, node }) => ({ state: copyPlain(state), node: node?.save() ?? null })),
    };
  }

  /** A world that shares nothing that can change with this one, and goes on as this one would. Nobody observes it. */
  fork(): World {
    return new World(this.setup, this.snapshot());
  }

  /** Gives the memory of all machines back. The world is of no use afterwards. */
  discard(): void {
    for (const seat of this.seats) seat.node?.discard();
  }

  /**
   * Index of a host by its name, or by the role (`primary`, `backup`) that the record gives it now; -1 if none has it.
   * Roles are of the first VM, or of the one named before (`web:primary`).
   */
  hostIndex(target: HostId): number {
    const { vm, name } = this.#aimOf(target);
    if (vm < 0) return -1;
    const { owner, backup } = this.volumes[vm]!.record;
    const replica = name === "primary" ? owner : name === "backup" ? backup : null;
    const host = replica === null ? name : hostOf(replica);
    return this.hostNamed(host);
  }

  /** What VMs have of an array; `storage`: of all arrays. */
  volumesAt(array: string): readonly Storage[] {
    return array === "storage" ? this.volumes : this.volumes.filter((volume) => volume.array === array);
  }

  /** Index of the host that has this name. */
  hostNamed(host: HostId): number {
    return this.hosts.findIndex(({ state }) => state.name === host);
  }

  /** Number of the VM that a target names, or of the first; -1 if there is no such VM. */
  vmIndex(target: string): number {
    return this.#aimOf(target).vm;
  }

  /** The VM's seat on the host that a target names now. It must name one. */
  seatOf(target: string): Seat {
    return this.seats[this.seatIndex(target)]!;
  }

  seatIndex(target: string): number {
    return this.vmIndex(target) * this.hosts.length + this.hostIndex(target);
  }

  #aimOf(target: string): { readonly vm: number; readonly name: string } {
    const colon = target.indexOf(":");
    if (colon < 0) return { vm: 0, name: target };
    const vm = target.slice(0, colon);
    return { vm: this.vms.findIndex(({ name }) => name === vm), name: target.slice(colon + 1) };
  }

  /** The host dies and loses its memory. What it had sent is on its way all the same. */
  crash(index: number): void {
    const host = this.hosts[index]!;
    if (!host.state.up) return;
    host.die();
    this.streams.died(index);
    for (const volume of this.volumes) volume.died(index);
    this.#emitHost(index, "down");
  }

  /** Of what its own disks have cached, any part is lost; of what they were about to do, all. */
  losePower(index: number): void {
    this.hosts[index]!.state.powered = false;
    for (const { place } of this.vms) this.localDisks[place.firstSeat + index]!.losePower();
  }

  /** A dead host comes back with empty memory, under the next boot number. */
  boot(index: number): void {
    const host = this.hosts[index]!;
    if (host.state.up) return;
    host.boot(this.setup.nodes);
    this.#emitHost(index, "up");
    this.streams.returned(index);
    for (const [vm, seat] of host.seats.entries()) {
      seat.deliver({ kind: "start", role: this.#firstRole(vm, index), record: { ...this.volumes[vm]!.record } });
    }
  }

  pause(index: number, fault: number): void {
    const host = this.hosts[index]!;
    if (!host.state.up) return;
    host.pause(fault);
    this.#emitHost(index, "paused");
  }

  resume(index: number, fault: number): void {
    const host = this.hosts[index]!;
    if (!host.state.pausedBy.includes(fault)) return;
    if (host.state.pausedBy.length === 1) this.#emitHost(index, "resumed");
    host.resume(fault);
  }

  /**
   * Hosts that run, have room and hold no replica of the VM, as the record has it; those that failed least come first,
   * and among them those that hold the fewest replicas of other VMs.
   */
  candidates(vm: number): HostId[] {
    const named = this.volumes.map(({ record: { owner, backup } }) =>
      [owner, backup].map((replica) => (replica === null ? null : hostOf(replica))),
    );
    const held = (host: HostId) => named.filter((hosts) => hosts.includes(host)).length;
    return this.hosts
      .filter((host) => host.runs && !named[vm]!.includes(host.state.name) && host.memory.fits(this.vms[vm]!))
      .map(({ state }) => state)
      .toSorted((a, b) => a.boot - b.boot || held(a.name) - held(b.name))
      .map((state) => state.name);
  }

  #powerOn(): void {
    const { kernel, setup } = this;
    for (const [index, fault] of setup.schedule.entries()) kernel.schedule(fault.at, index, "fault", null);
    const { quietAtNs, settleAtNs, endAtNs } = milestonesOf(setup);
    kernel.schedule(quietAtNs, 0, "quiet", null);
    kernel.schedule(settleAtNs, 0, "settle", null);
    kernel.schedule(endAtNs, 0, "end", null);
    kernel.schedule(0, 0, "power-on", null);
  }

  /** A frame leaves a VM: to the switch, and within the host to other VMs that it concerns. */
  sendFrame(seat: number, frame: Uint8Array): void {
    const host = seat % this.hosts.length;
    this.ethernet.send(host, frame);
    for (const { mac, place } of this.vms) {
      const neighbour = place.firstSeat + host;
      if (neighbour === seat || (!isGroupAddress(frame) && macAt(frame, 0) !== mac)) continue;
      this.kernel.schedule(this.nowNs + neighbourNs, neighbour, "neighbour", frame);
    }
  }

  #firstRole(vm: number, host: number): "primary" | "backup" | "spare" {
    const { name, boot } = this.hosts[host]!.state;
    const { primary, backup } = this.vms[vm]!;
    if (boot !== 1) return "spare";
    return name === primary ? "primary" : name === backup ? "backup" : "spare";
  }

  /** Takes back what a fault did to lines; what waited for them goes on its way. */
  heal(fault: number): void {
    for (const line of this.network.heal(fault)) {
      this.streams.freed(line);
      for (const volume of this.volumes) volume.freed(line);
    }
  }

  #emitHost(index: number, state: "up" | "down" | "paused" | "resumed"): void {
    const { kernel } = this;
    const {
      place,
      state: { name: host },
    } = this.hosts[index]!;
    kernel.emit({ seq: kernel.traceSeq, atNs: kernel.nowNs, place, kind: "host", host, state });
  }

  /** The run is over. */
  end(reason: EndReason): void {
    this.#ended = reason;
    this.kernel.emit({ seq: this.kernel.traceSeq, atNs: this.nowNs, place: "world", kind: "end", reason });
  }
}
