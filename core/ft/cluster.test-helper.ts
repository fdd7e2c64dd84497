/**
 * A few nodes over a network of constant delays, with shared storage: enough of a world to drive the FT stack through
 * every transition in milliseconds. Guests are toy machines. (The real world, with every fault, is `sim/`.)
 */
import type { Effect, Input, StreamPurpose } from "../ports.ts";
import { toyHash, ToyMachine, type ToyProgram, toyPages } from "../replay/toy-machine.test-helper.ts";
import type { DiskOperation } from "../vm/machine-io.ts";
import type { NodeConfig } from "./config.ts";
import { Node } from "./node.ts";
import type { Observation } from "./observation.ts";
import { type Parts, standardParts } from "./parts.ts";
import { type ArbiterRecord, type ArbiterReply, compareAndSet, hostOf } from "./record.ts";
import { defaultTuning, type Tuning } from "./tuning.ts";

const millisecond = 1_000_000;
const unitsPerSecond = 1_000_000;

interface Due {
  readonly atNs: number;
  readonly seq: number;
  readonly run: () => void;
}

interface Wire {
  readonly ends: readonly [End, End];
  readonly purpose: StreamPurpose;
  open: boolean;
  /** Who closed it: what that one wrote before still arrives. */
  closedBy: string | null;
  broken: boolean;
}

interface End {
  readonly host: string;
  readonly boot: number;
  readonly stream: number;
}

interface Host {
  readonly name: string;
  node: Node | null;
  boot: number;
  streams: number;
  cpuBusyUntilNs: number;
  unitsPerSecond: number;
  sharePerMille: number;
}

export interface Released {
  readonly host: string;
  readonly output: number;
  readonly bytes: string;
}

export interface ClusterOptions {
  readonly program: ToyProgram;
  readonly hosts?: readonly string[];
  readonly tuning?: Partial<Tuning>;
  readonly parts?: Partial<Record<string, Parts>>;
  readonly config?: Partial<NodeConfig>;
  /** Hosts without room for a machine. */
  readonly full?: readonly string[];
  /** First backup; null: the primary begins alone. */
  readonly backup?: string | null;
}

export class Cluster {
  nowNs = 0;
  record: ArbiterRecord;
  /** Sole writer of the shared disk. */
  writer: string;
  readonly observed: (Observation & { readonly atNs: number })[] = [];
  readonly frames: Released[] = [];
  readonly announcements: string[] = [];
  readonly console: Released[] = [];
  readonly #disks = new Map<string, Map<number, string>>();
  /** Hosts for which every disk operation, or every write, fails, or takes so much longer. */
  readonly failingDisks = new Set<string>();
  readonly failingWrites = new Set<string>();
  readonly slowDisks = new Map<string, number>();
  readonly writes: { readonly by: string; readonly operation: number; readonly sector: number }[] = [];
  /** Hosts without room for a machine. */
  readonly full: Set<string>;
  readonly hosts = new Map<string, Host>();
  /** Messages from one host to another that are lost: `A>B heartbeat`, `A>B log`, `A>storage`, `storage>A`. */
  readonly cut = new Set<string>();
  delayNs = millisecond / 2;
  diskNs = 2 * millisecond;
  readonly #options: ClusterOptions;
  readonly #queue: Due[] = [];
  #seq = 0;
  readonly #wires: Wire[] = [];

  constructor(options: ClusterOptions) {
    this.#options = options;
    this.full = new Set(options.full);
    const names = options.hosts ?? ["A", "B"];
    const backup = options.backup === undefined ? "B" : options.backup;
    this.record = {
      version: 1,
      generation: 1,
      owner: "A.1.1",
      backup: backup && `${backup}.1.1`,
      state: "running",
      request: "first",
    };
    this.writer = "A.1.1";
    for (const name of names) {
      this.hosts.set(name, {
        name,
        node: null,
        boot: 0,
        streams: 0,
        cpuBusyUntilNs: 0,
        unitsPerSecond,
        sharePerMille: 1000,
      });
    }
    for (const name of names) this.boot(name, name === "A" ? "primary" : name === backup ? "backup" : "spare");
  }

  boot(name: string, role: "primary" | "backup" | "spare" = "spare"): void {
    const host = this.#host(name);
    host.boot++;
    host.sharePerMille = 1000;
    host.streams = 0;
    const parts = this.#options.parts?.[name] ?? standardParts;
    host.node = new Node(this.#config(name, host.boot), parts);
    this.#give(host, { kind: "start", role, record: this.record });
  }

  #config(host: string, boot: number): NodeConfig {
    return {
      host,
      boot,
      vm: null,
      memoryBytes: toyPages * 4096,
      createMachine: (memory) => new ToyMachine(this.#options.program, memory),
      pool: { take: (byteCount) => (this.full.has(host) ? null : new ArrayBuffer(byteCount)), give: () => {} },
      hash: toyHash,
      disks: "shared",
      diskSectors: 8,
      backupReads: false,
      strategy: "replay",
      macAddress: "020000000001",
      ...this.#options.config,
      tuning: { ...defaultTuning, ...this.#options.tuning },
    };
  }

  node(name: string): Node {
    const { node } = this.#host(name);
    if (!node) throw new Error(`host ${name} is down`);
    return node;
  }

  #host(name: string): Host {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`no host ${name}`);
    return host;
  }

  crash(name: string): void {
    const host = this.#host(name);
    host.node = null;
    for (const wire of this.#wires) if (wire.ends.some((end) => end.host === name)) this.#breakWire(wire);
  }

  /** Cuts both directions of both paths between two hosts. */
  partition(a: string, b: string): void {
    for (const path of ["heartbeat", "stream"]) {
      this.cut.add(`${a}>${b} ${path}`).add(`${b}>${a} ${path}`);
    }
  }

  /** Every host forgets what it was and comes from what was saved: nothing must change. */
  saveAndRestore(): void {
    for (const host of this.hosts.values()) {
      if (!host.node) continue;
      const saved = host.node.save();
      host.node = Node.restore(
        this.#config(host.name, host.boot),
        this.#options.parts?.[host.name] ?? standardParts,
        saved,
      );
    }
  }

  give(name: string, input: Input): void {
    this.#give(this.#host(name), input);
  }

  /** Sends the guest a frame, wherever it lives: to every host, as a switch that has not learnt. */
  frame(bytes: Uint8Array): void {
    for (const host of this.hosts.values()) this.#give(host, { kind: "frame", bytes });
  }

  runMs(ms: number): void {
    const untilNs = this.nowNs + ms * millisecond;
    let events = 0;
    for (;;) {
      const next = this.#queue[0];
      if (!next || next.atNs > untilNs) break;
      this.#queue.shift();
      events = next.atNs > this.nowNs ? 0 : events + 1;
      if (events > 10_000) throw new Error(`time stands still at ${this.nowNs}`);
      this.nowNs = next.atNs;
      next.run();
    }
    this.nowNs = untilNs;
  }

  /** Runs until it holds; fails after ten seconds. */
  runUntil(what: string, holds: () => boolean): void {
    for (let ms = 0; ms < 10_000; ms++) {
      if (holds()) return;
      this.runMs(1);
    }
    throw new Error(`after ten seconds: not ${what}`);
  }

  #at(delayNs: number, run: () => void): void {
    const due = { atNs: this.nowNs + delayNs, seq: this.#seq++, run };
    let at = this.#queue.length;
    while (at > 0 && (this.#queue[at - 1]?.atNs ?? 0) > due.atNs) at--;
    this.#queue.splice(at, 0, due);
  }

  #give(host: Host, input: Input): void {
    const { node, boot } = host;
    if (!node) return;
    const effects = node.handle({ monotonicNs: this.nowNs, wallSeconds: 1_700_000_000 }, input);
    for (const effect of effects) this.#carryOut(host, effect);
    const { wakeAtNs } = node;
    const speed = (host.unitsPerSecond * host.sharePerMille) / 1000;
    const alive = (): boolean => host.boot === boot && host.node !== null;
    if (wakeAtNs !== null) {
      this.#at(Math.max(0, wakeAtNs - this.nowNs), () => {
        if (alive() && (host.node?.wakeAtNs ?? Infinity) <= this.nowNs) this.#give(host, { kind: "wake" });
      });
    }
    if (input.kind === "cpu") {
      host.cpuBusyUntilNs = this.nowNs + Math.ceil((node.unitsUsed * 1e9) / speed);
    }
    if (node.wantsCpu && (host.cpuBusyUntilNs <= this.nowNs || input.kind === "cpu")) {
      const startNs = Math.max(host.cpuBusyUntilNs, this.nowNs);
      host.cpuBusyUntilNs = startNs + 1;
      this.#at(startNs - this.nowNs, () => {
        if (!alive()) return;
        host.cpuBusyUntilNs = this.nowNs;
        this.#give(host, { kind: "cpu", units: Math.ceil(speed / 1000), unitsPerSecond: speed });
      });
    }
  }

  #carryOut(host: Host, effect: Effect): void {
    switch (effect.kind) {
      case "observe":
        this.observed.push({ ...effect.observation, atNs: this.nowNs });
        return;
      case "datagram":
        if (this.cut.has(`${host.name}>${effect.to} heartbeat`)) return;
        this.#at(this.delayNs, () => {
          this.#give(this.#host(effect.to), { kind: "datagram", from: host.name, bytes: effect.bytes.slice() });
        });
        return;
      case "stream-open":
        return this.#openWire(host, effect.stream, effect.to, effect.purpose);
      case "stream-write":
        return this.#write(host, effect.stream, effect.bytes);
      case "stream-close": {
        const wire = this.#wireOf(host, effect.stream);
        if (wire) this.#breakWire(wire, host.name);
        return;
      }
      case "frame":
        if (effect.output === null) this.announcements.push(host.name);
        else this.frames.push({ host: host.name, output: effect.output, bytes: effect.bytes.join() });
        return;
      case "console":
        this.console.push({ host: host.name, output: effect.output, bytes: String(effect.byte) });
        return;
      case "disk":
        return this.#disk(host, effect.operation, effect.by);
      case "entropy":
        this.#at(this.delayNs, () => {
          const bytes = new Uint8Array(effect.byteCount).fill(this.nowNs);
          this.#give(host, { kind: "entropy", operation: effect.operation, bytes });
        });
        return;
      case "arbiter":
        if (this.cut.has(`${host.name}>storage`)) return;
        this.#at(this.delayNs, () => {
          const before = this.record;
          const { record, reply } = compareAndSet(before, effect.request);
          this.record = record;
          if (record !== before) this.writer = record.owner ?? "";
          this.#answer(host, reply);
        });
        return;
      case "read-record":
        if (this.cut.has(`${host.name}>storage`)) return;
        this.#at(2 * this.delayNs, () => this.#give(host, { kind: "record", record: this.record }));
        return;
      case "place": {
        const taken = [this.record.owner, this.record.backup].map((replica) => replica && hostOf(replica));
        const free = [...this.hosts.values()].filter(({ node, name }) => node && !taken.includes(name));
        this.#give(host, { kind: "candidates", hosts: free.map(({ name }) => name) });
        return;
      }
      case "cpu-share":
        host.sharePerMille = effect.perMille;
        return;
    }
  }

  #answer(host: Host, reply: ArbiterReply): void {
    const { boot } = host;
    if (this.cut.has(`storage>${host.name}`)) return;
    this.#at(this.delayNs, () => {
      if (host.boot === boot) this.#give(host, { kind: "arbiter", reply });
    });
  }

  /** The shared disk, or the host's own. */
  diskOf(name: string): Map<number, string> {
    const key = this.#options.config?.disks === "non-shared" ? name : "shared";
    let disk = this.#disks.get(key);
    if (!disk) this.#disks.set(key, (disk = new Map()));
    return disk;
  }

  #disk(host: Host, { operation, sector, sectorCount, type, data }: DiskOperation, by: string): void {
    const { boot, name } = host;
    const disk = this.diskOf(name);
    const isOwn = this.#options.config?.disks === "non-shared";
    this.#at(this.diskNs + (this.slowDisks.get(name) ?? 0), () => {
      // A host that boots resets its own disk.
      if (isOwn && host.boot !== boot) return;
      const refused = type === "write" && !isOwn && by !== this.writer;
      const fails = this.failingDisks.has(name) || (type === "write" && this.failingWrites.has(name));
      if (type === "write" && !refused && !fails && data) {
        for (let i = 0; i < sectorCount; i++) disk.set(sector + i, data.slice(512 * i, 512 * i + 512).join());
        this.writes.push({ by, operation, sector });
      }
      if (host.boot !== boot) return;
      const bytes = new Uint8Array(512 * sectorCount);
      if (type === "read") {
        for (let i = 0; i < sectorCount; i++) bytes.set((disk.get(sector + i) ?? "0").split(",").map(Number), 512 * i);
      }
      const outcome = refused ? "refused" : fails ? "error" : "ok";
      this.#give(host, { kind: "disk", by, operation, outcome, data: type === "read" && !fails ? bytes : null });
    });
  }

  #openWire(host: Host, stream: number, to: string, purpose: StreamPurpose): void {
    const target = this.#host(to);
    const near: End = { host: host.name, boot: host.boot, stream };
    this.#at(this.delayNs, () => {
      if (!target.node || this.cut.has(`${host.name}>${to} stream`))
        return this.#give(host, { kind: "stream-closed", stream });
      target.streams += 2;
      const wire: Wire = {
        ends: [near, { host: to, boot: target.boot, stream: target.streams }],
        purpose,
        open: true,
        closedBy: null,
        broken: false,
      };
      this.#wires.push(wire);
      this.#give(target, { kind: "stream-open", stream: target.streams, peer: host.name, purpose });
      this.#at(this.delayNs, () => {
        if (wire.open) this.#give(host, { kind: "stream-open", stream, peer: to, purpose });
      });
    });
  }

  #wireOf(host: Host, stream: number): Wire | undefined {
    return this.#wires.find(
      ({ ends, open }) =>
        open && ends.some((end) => end.host === host.name && end.boot === host.boot && end.stream === stream),
    );
  }

  #write(host: Host, stream: number, bytes: Uint8Array): void {
    const wire = this.#wireOf(host, stream);
    const far = wire?.ends.find((end) => end.host !== host.name);
    if (!wire || !far || this.cut.has(`${host.name}>${far.host} stream`)) return;
    // In two pieces, as streams may.
    const middle = bytes.length >> 1;
    for (const piece of [bytes.slice(0, middle), bytes.slice(middle)]) {
      this.#at(this.delayNs, () => {
        if (wire.open || (!wire.broken && wire.closedBy === host.name)) {
          this.#give(this.#host(far.host), { kind: "stream-bytes", stream: far.stream, bytes: piece });
        }
      });
    }
  }

  #breakWire(wire: Wire, by?: string): void {
    if (!wire.open) return;
    wire.open = false;
    wire.closedBy = by ?? null;
    wire.broken = by === undefined;
    for (const end of wire.ends) {
      if (end.host === by) continue;
      this.#at(this.delayNs, () => {
        const host = this.#host(end.host);
        if (host.boot === end.boot) this.#give(host, { kind: "stream-closed", stream: end.stream });
      });
    }
  }

  /** All observations of this kind. */
  seen<What extends Observation["what"]>(
    what: What,
  ): Extract<Observation & { readonly atNs: number }, { what: What }>[] {
    return this.observed.filter((each) => each.what === what) as Extract<
      Observation & { readonly atNs: number },
      { what: What }
    >[];
  }
}
