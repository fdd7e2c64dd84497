/**
 * A world: hosts with their nodes, the networks between them, storage, clients and the faults to come. One seed and one
 * schedule fix all that happens in it (law 1); all its state is plain data, so it can be saved, restored and forked
 * between any two events (law 4).
 */
import type { Arbiter } from "../core/ft/arbiter.ts";
import type { ArbiterRecord, HostId, ReplicaId } from "../core/ft/record.ts";
import { hostOf } from "../core/ft/record.ts";
import type { Hash64, Input } from "../core/ports.ts";
import type { Nanoseconds } from "../core/vm/units.ts";
import { carryOut, carryOutUntilDeath } from "./carry-out.ts";
import { Client, type SavedClient } from "./clients/client.ts";
import { parseMac } from "./clients/frames.ts";
import { TcpClient, type SavedTcpClient } from "./clients/tcp-client.ts";
import type { Workload } from "./clients/workload.ts";
import { beginFault, endFault, stepFault } from "./faults/conduct.ts";
import type { Fault, FaultKind } from "./faults/fault.ts";
import { Host, newHost, type HostState, type HostWorld, type NodeFactory } from "./hosts/host.ts";
import type { SimulatorEvent } from "./kernel/event.ts";
import { Kernel, type SavedKernel } from "./kernel/kernel.ts";
import { copyPlain } from "./kernel/plain.ts";
import { milestonesOf } from "./milestones.ts";
import { EthernetSwitch, isGroupAddress, macAt, type SavedSwitch } from "./network/ethernet-switch.ts";
import type { LineState } from "./network/line.ts";
import { Network } from "./network/network.ts";
import { Streams, type SavedStreams, type StreamUsers } from "./network/streams.ts";
import type { Tap } from "./network/tap.ts";
import { Disk, type SavedDisk } from "./storage/disk.ts";
import { Storage, type SavedStorage } from "./storage/storage.ts";
import type { Topology, VmConfig } from "./topology.ts";
import type { TraceObserver } from "./trace.ts";

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
  readonly nodes: NodeFactory;
  /** How the storage decides. */
  readonly arbiter: Arbiter;
  readonly workloads: Readonly<Record<string, Workload>>;
  readonly hash: Hash64;
}

/** All of a world but its setup, as plain data. */
export interface WorldSnapshot {
  readonly kernel: SavedKernel;
  readonly lines: readonly LineState[];
  readonly ethernet: SavedSwitch;
  readonly streams: SavedStreams;
  readonly storage: SavedStorage;
  readonly hosts: readonly { readonly state: HostState; readonly node: unknown }[];
  readonly localDisks: readonly SavedDisk[];
  readonly clients: readonly (SavedClient | SavedTcpClient)[];
  readonly struck: ReadonlyMap<number, number>;
  readonly crashPoints: readonly CrashPoint[];
  readonly ended: EndReason | null;
}

/** A host dies at the n-th of its effects, or of the observations of a kind, that come from now on. */
export interface CrashPoint {
  readonly fault: number;
  readonly host: number;
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
  readonly ethernet: EthernetSwitch;
  readonly streams: Streams;
  readonly storage: Storage;
  /** By host: with non-shared disks the VM's, else unused. A disk survives its host; what it caches, a crash too. */
  readonly localDisks: readonly Disk[];
  readonly hosts: readonly Host[];
  readonly clients: readonly (Client | TcpClient)[];
  /** By index of a fault under way: the host that it struck, whoever was meant then. */
  readonly struck: Map<number, number>;
  /** Deaths that wait for a step of the protocol. */
  crashPoints: CrashPoint[];
  #ended: EndReason | null = null;
  readonly #macAddress: number | null;

  constructor(setup: WorldSetup, snapshot?: WorldSnapshot) {
    const saved = snapshot && { ...copyPlain({ ...snapshot, hosts: [] }), hosts: snapshot.hosts };
    const { topology } = setup;
    const [vm] = topology.vms;
    this.setup = setup;
    this.#macAddress = vm!.machine.macAddress === null ? null : macAt(parseMac(vm!.machine.macAddress), 0);
    this.kernel = new Kernel(setup.seed, saved?.kernel);
    this.network = new Network(this.kernel, topology, saved?.lines);
    const hostCount = topology.hosts.length;
    this.ethernet = new EthernetSwitch(this.kernel, this.network, hostCount + topology.clients.length, saved?.ethernet);
    this.streams = new Streams(this.kernel, this.network, this.#streamUsers(), saved?.streams);
    this.storage = new Storage(
      this.kernel,
      this.network,
      {
        hash: setup.hash,
        latency: topology.diskLatency,
        errorsPerMillion: topology.diskErrorsPerMillion,
        hostCount,
        record: firstRecord(vm!),
        arbiter: setup.arbiter,
      },
      saved?.storage,
    );
    this.localDisks = topology.hosts.map(({ name }, index) => {
      const { diskLatency: latency, diskErrorsPerMillion: errorsPerMillion } = topology;
      const options = { name, hash: setup.hash, latency, errorsPerMillion, isCaching: true };
      return new Disk(this.kernel, options, saved?.localDisks[index]);
    });
    const hostWorld = this.#hostWorld();
    this.hosts = topology.hosts.map((config, index) => {
      const kept = saved?.hosts[index];
      const host = new Host(index, hostWorld, kept ? copyPlain(kept.state) : newHost(config));
      if (kept && kept.node !== null)
        host.node = setup.nodes.restore(config.name, kept.state.boot, host.state, kept.node);
      return host;
    });
    this.clients = topology.clients.map((config, index) => {
      const workload = setup.workloads[config.workload];
      if (!workload) throw new Error(`client ${index + 1}: no workload ${config.workload}`);
      const place = { config, index, port: hostCount + index };
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
      this.#end("event-limit");
      return false;
    }
    const event = this.kernel.take();
    if (event === undefined) this.#end("done");
    else this.#dispatch(event);
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
        storage: this.storage.save(),
        localDisks: this.localDisks.map((disk) => disk.save()),
        clients: this.clients.map((client) => client.state),
        struck: this.struck,
        crashPoints: this.crashPoints,
        ended: this.#ended,
      }),
      hosts: this.hosts.map(({ state, node }) => ({ state: copyPlain(state), node: node?.save() ?? null })),
    };
  }

  /** A world that shares nothing that can change with this one, and goes on as this one would. Nobody observes it. */
  fork(): World {
    return new World(this.setup, this.snapshot());
  }

  /** Gives the memory of all machines back. The world is of no use afterwards. */
  discard(): void {
    for (const host of this.hosts) host.node?.discard();
  }

  /** Index of a host by its name, or by the role (`primary`, `backup`) that the record gives it now; -1 if none has it. */
  hostIndex(target: HostId): number {
    const { owner, backup } = this.storage.record;
    const replica = target === "primary" ? owner : target === "backup" ? backup : null;
    const name = replica === null ? target : hostOf(replica);
    return this.hosts.findIndex((host) => host.state.name === name);
  }

  /** The host dies and loses its memory. What it had sent is on its way all the same. */
  crash(index: number): void {
    const host = this.hosts[index]!;
    if (!host.state.up) return;
    host.die();
    this.streams.died(index);
    this.storage.died(index);
    this.#emitHost(index, "down");
  }

  /** A dead host comes back with empty memory, under the next boot number. */
  boot(index: number): void {
    const host = this.hosts[index]!;
    if (host.state.up) return;
    host.boot(this.setup.nodes);
    this.#emitHost(index, "up");
    this.streams.returned(index);
    host.deliver({ kind: "start", role: this.#firstRole(index), record: { ...this.storage.record } });
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

  /** Hosts that run and hold no replica that the record names; those that failed least come first. */
  candidates(): HostId[] {
    const { owner, backup } = this.storage.record;
    const taken = [owner, backup].map((replica) => (replica === null ? null : hostOf(replica)));
    return this.hosts
      .map(({ state }) => state)
      .filter((state) => state.up && state.pausedBy.length === 0 && !taken.includes(state.name))
      .toSorted((a, b) => a.boot - b.boot)
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

  #dispatch(event: SimulatorEvent): void {
    const { target } = event;
    switch (event.kind) {
      case "wake":
        this.hosts[target]!.wake();
        return;
      case "cpu":
        this.hosts[target]!.grant();
        return;
      case "datagram": {
        const { from, bytes } = event.payload;
        this.kernel.hash.bytes(bytes);
        // A copy, here and wherever one node's bytes come to another: replicas share nothing (law 7).
        this.hosts[target]!.deliver({ kind: "datagram", from: this.hosts[from]!.state.name, bytes: bytes.slice() });
        return;
      }
      case "segment":
        this.streams.arrive(target, event.payload);
        return;
      case "stream-timeout":
        this.streams.timeout(target);
        return;
      case "switch":
        this.ethernet.forward(target, event.payload);
        return;
      case "port":
        this.#atPort(target, event.payload);
        return;
      case "storage":
        this.storage.take(target, event.payload);
        return;
      case "storage-answer":
        this.#answered(target, event.payload);
        return;
      case "local-disk": {
        const { boot, command } = event.payload;
        this.#answered(target, { boot, answer: this.localDisks[target]!.carryOut(target, command) });
        return;
      }
      case "entropy": {
        const { boot, operation, bytes } = event.payload;
        if (boot === this.hosts[target]!.state.boot) {
          this.hosts[target]!.deliver({ kind: "entropy", operation, bytes });
        }
        return;
      }
      case "candidates":
        if (event.payload.boot === this.hosts[target]!.state.boot) {
          this.hosts[target]!.deliver({ kind: "candidates", hosts: this.candidates() });
        }
        return;
      case "client":
        this.clients[target]!.due(event.payload.request, event.payload.attempt);
        return;
      case "tcp-timer":
        (this.clients[target] as TcpClient).timer();
        return;
      case "fault":
        beginFault(this, target);
        return;
      case "fault-step":
        stepFault(this, target, event.payload);
        return;
      case "fault-end":
        endFault(this, target);
        return;
      case "power-on":
        this.storage.announce();
        for (const index of this.hosts.keys()) this.boot(index);
        for (const client of this.clients) client.start();
        return;
      case "quiet":
        this.kernel.emit({ seq: this.kernel.traceSeq, atNs: this.nowNs, place: "world", kind: "quiet" });
        return;
      case "settle":
        for (const client of this.clients) client.stop();
        return;
      case "end":
        this.#end("done");
    }
  }

  #atPort(port: number, frame: Uint8Array): void {
    const client = this.clients[port - this.hosts.length];
    if (client) client.receive(frame);
    else if (isGroupAddress(frame) || macAt(frame, 0) === this.#macAddress) {
      this.hosts[port]!.deliver({ kind: "frame", bytes: frame.slice() });
    }
  }

  #answered(index: number, { boot, answer }: (SimulatorEvent & { kind: "storage-answer" })["payload"]): void {
    const host = this.hosts[index]!;
    if (boot !== host.state.boot) return;
    switch (answer.what) {
      case "disk":
        host.deliver({
          kind: "disk",
          by: answer.by,
          operation: answer.operation,
          outcome: answer.outcome,
          data: answer.data,
        });
        return;
      case "arbiter":
        host.deliver({ kind: "arbiter", reply: { ...answer.reply, record: { ...answer.reply.record } } });
        return;
      case "record":
        host.deliver({ kind: "record", record: { ...answer.record } });
    }
  }

  #firstRole(index: number): "primary" | "backup" | "spare" {
    const { name, boot } = this.hosts[index]!.state;
    const { primary, backup } = this.setup.topology.vms[0]!;
    if (boot !== 1) return "spare";
    return name === primary ? "primary" : name === backup ? "backup" : "spare";
  }

  /** Takes back what a fault did to lines; what waited for them goes on its way. */
  heal(fault: number): void {
    for (const line of this.network.heal(fault)) {
      this.streams.freed(line);
      this.storage.freed(line);
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

  #end(reason: EndReason): void {
    this.#ended = reason;
    this.kernel.emit({ seq: this.kernel.traceSeq, atNs: this.nowNs, place: "world", kind: "end", reason });
  }

  #streamUsers(): StreamUsers {
    return {
      bootOf: (host) => (this.hosts[host]!.state.up ? this.hosts[host]!.state.boot : null),
      nameOf: (host) => this.hosts[host]!.state.name,
      deliver: (host: number, input: Input) => {
        this.hosts[host]!.deliver(input);
      },
    };
  }

  #hostWorld(): HostWorld {
    const { kernel } = this;
    return {
      get nowNs() {
        return kernel.nowNs;
      },
      wakeAt: (host, atNs) => {
        kernel.schedule(atNs, host, "wake", null);
      },
      cpuAt: (host, atNs) => {
        kernel.schedule(atNs, host, "cpu", null);
      },
      carryOut: (host, effects) => {
        if (this.crashPoints.length > 0) return carryOutUntilDeath(this, host, effects);
        for (const effect of effects) carryOut(this, host, effect);
        return true;
      },
    };
  }
}

/** The replica that a host is at power on. */
function firstReplica(host: HostId): ReplicaId {
  return `${host}.1.1`;
}

function firstRecord({ primary, backup }: VmConfig): ArbiterRecord {
  return {
    version: 1,
    generation: 1,
    owner: firstReplica(primary),
    backup: backup === null ? null : firstReplica(backup),
    state: "running",
    request: "power-on",
  };
}
