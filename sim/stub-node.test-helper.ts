/**
 * A node that is no FT stack: it sends and answers enough of everything to exercise a world. The primary serves an echo
 * service on the guest's address, streams what it does to the backup and writes to the disk; the backup asks the arbiter
 * when the heartbeat falls silent.
 */
import type { Effect, HostTime, Input } from "../core/ports.ts";
import { arbiter } from "../core/ft/arbiter.ts";
import type { ArbiterRecord } from "../core/ft/record.ts";
import type { Phase } from "../core/ft/phase.ts";
import { arpFrame, parseAddress, parseMac, readFrame } from "./clients/frames.ts";
import { udpFrame } from "./clients/frames.test-helper.ts";
import type { DatagramWorkload } from "./clients/workload.ts";
import type { HostedNode, NodeFactory } from "./hosts/seat.ts";
import type { VmPlace } from "./hosts/vm-place.ts";
import type { Delay, Topology } from "./topology.ts";
import type { WorldSetup } from "./world.ts";
import { faultKinds } from "./faults/index.ts";
import { createPlatform } from "./platform.ts";

const millisecond = 1_000_000;
const server = { mac: parseMac("020000000002"), ip: parseAddress("10.0.0.2") };
const echoPort = 7;

const echoWorkload: DatagramWorkload = {
  port: echoPort,
  next: (random) => random.below(1000),
  encode: (client, request, operation) => Uint8Array.of(client, request >>> 8, request, (operation as number) >>> 8),
  decode: (payload) => ({
    client: payload[0],
    request: (payload[1] << 8) | payload[2],
    result: payload[3],
    guestTsc: 0,
    guestTicks: 0,
  }),
};

interface StubState {
  phase: Phase;
  replica: string;
  record: ArbiterRecord | null;
  peer: string | null;
  heardNs: number;
  streamUp: boolean;
  units: number;
  count: number;
  wakeAtNs: number | null;
  wantsCpu: boolean;
}

export class StubNode implements HostedNode {
  unitsUsed = 0;
  readonly machine = null;
  readonly state: StubState;

  constructor(state: StubState) {
    this.state = state;
  }

  get phase(): Phase {
    return this.state.phase;
  }

  get replica(): string {
    return this.state.replica;
  }

  get wakeAtNs(): number | null {
    return this.state.wakeAtNs;
  }

  get wantsCpu(): boolean {
    return this.state.wantsCpu;
  }

  save(): StubState {
    return structuredClone(this.state);
  }

  discard(): void {}

  handle(time: HostTime, input: Input): readonly Effect[] {
    const { state } = this;
    const now = time.monotonicNs;
    switch (input.kind) {
      case "start":
        return this.#start(now, input.role, input.record);
      case "wake":
        return this.#wake(now);
      case "datagram":
        state.heardNs = now;
        return [];
      case "cpu":
        this.unitsUsed = Math.min(input.units, 1000);
        state.units += this.unitsUsed;
        state.wantsCpu = false;
        return this.#work();
      case "stream-open":
        state.streamUp = true;
        return [];
      case "stream-closed":
        state.streamUp = false;
        return [];
      case "frame":
        return this.#frame(input.bytes);
      case "arbiter":
        state.record = input.reply.record;
        if (!input.reply.granted) return [];
        state.phase = "primary-alone";
        state.peer = null;
        return [this.#observe({ replica: state.replica, what: "answered", reply: input.reply })];
      default:
        return [];
    }
  }

  #start(now: number, role: "primary" | "backup" | "spare", record: ArbiterRecord): Effect[] {
    const { state } = this;
    state.record = record;
    state.heardNs = now;
    if (role === "spare") return [];
    state.phase = role === "primary" ? "primary-protected" : "backup";
    state.replica = (role === "primary" ? record.owner : record.backup)!;
    state.peer = (role === "primary" ? record.backup : record.owner)?.split(".")[0] ?? null;
    state.wakeAtNs = now + 10 * millisecond;
    return role === "primary" && state.peer ? [{ kind: "stream-open", stream: 1, to: state.peer, purpose: "log" }] : [];
  }

  #wake(now: number): Effect[] {
    const { state } = this;
    state.wakeAtNs = now + 10 * millisecond;
    state.wantsCpu = state.phase !== "backup";
    if (state.peer === null) return [];
    const effects: Effect[] = [{ kind: "datagram", to: state.peer, bytes: Uint8Array.of(state.count++) }];
    if (state.phase === "backup" && now - state.heardNs > 2000 * millisecond) {
      state.phase = "asking-live";
      const record = state.record!;
      const request = {
        id: `${state.replica}.live.1`,
        asker: state.replica,
        kind: "live",
        expected: record,
        next: { generation: record.generation + 1, owner: state.replica, backup: null, state: "running" },
      } as const;
      effects.push(this.#observe({ replica: state.replica, what: "asked", request }), { kind: "arbiter", request });
    }
    return effects;
  }

  #work(): Effect[] {
    const { state } = this;
    const position = state.units;
    const effects: Effect[] = [this.#observe({ replica: state.replica, what: "executed", position, instructions: 1 })];
    if (state.streamUp) effects.push({ kind: "stream-write", stream: 1, bytes: Uint8Array.of(1, 2, state.count) });
    if (state.count % 10 === 0) {
      const operation = { operation: state.count, type: "write", sector: state.count % 7, sectorCount: 1 } as const;
      const data = new Uint8Array(512).fill(state.count);
      effects.push({ kind: "disk", operation: { ...operation, data, pages: [] }, by: state.replica, output: null });
    }
    return effects;
  }

  #frame(bytes: Uint8Array): Effect[] {
    if (!this.state.phase.startsWith("primary")) return [];
    const frame = readFrame(bytes);
    if (frame?.what === "arp-request") {
      const reply = arpFrame(server, { ip: frame.senderIp, mac: frame.senderMac });
      return [{ kind: "frame", bytes: reply, output: 1 }];
    }
    if (frame?.what !== "udp") return [];
    const reply = udpFrame(server, echoPort, frame.from, frame.fromPort, 0, frame.payload);
    return [{ kind: "frame", bytes: reply, output: 1 }];
  }

  #observe(observation: (Effect & { kind: "observe" })["observation"]): Effect {
    return { kind: "observe", observation };
  }
}

export const stubNodes: NodeFactory = {
  create: (host, boot) =>
    new StubNode({
      phase: "spare",
      replica: `${host}.${boot}.0`,
      record: null,
      peer: null,
      heardNs: 0,
      streamUp: false,
      units: 0,
      count: 0,
      wakeAtNs: null,
      wantsCpu: false,
    }),
  restore: (_host, _boot, _memory, saved) => new StubNode(structuredClone(saved as StubState)),
};

const delay: Delay = { baseNs: 50_000, jitterNs: 20_000, tailPerMille: 2, tailNs: 3 * millisecond };
const link = { delay, lossPerMillion: 1000, duplicatePerMillion: 1000, bitsPerSecond: 1_000_000_000 };

export const stubTopology: Topology = {
  hosts: ["A", "B", "C"].map((name) => ({
    name,
    unitsPerSecond: 10_000_000,
    driftPerMillion: name === "B" ? 40 : 0,
    wallOffsetSeconds: 1_700_000_000,
  })),
  vms: [
    {
      name: "stub",
      guest: "stub",
      commandLine: "",
      machine: { ramBytes: 4096, macAddress: "020000000002", diskSectors: 16, entropy: false },
      primary: "A",
      backup: "B",
      disks: "shared",
      backupReads: false,
      strategy: "replay",
    },
  ],
  clients: [1, 2].map((number) => ({
    workload: "echo",
    address: `10.0.0.${100 + number}`,
    macAddress: `0200000001${number.toString(16).padStart(2, "0")}`,
    server: "10.0.0.2",
    thinkNs: 100 * millisecond,
    retryNs: 200 * millisecond,
    requests: null,
  })),
  links: { log: link, heartbeat: link, guest: link, storage: link },
  diskLatency: delay,
  ft: {},
};

/** Of a world that has one. */
export const onlyVm: VmPlace = { index: 0, name: undefined, suffix: "", firstSeat: 0 };

export const platform = await createPlatform();

export function stubSetup(changes: Partial<WorldSetup> = {}): WorldSetup {
  return {
    seed: "1",
    topology: stubTopology,
    schedule: [],
    faultKinds,
    faultyNs: 4000 * millisecond,
    quietNs: 6000 * millisecond,
    eventLimit: 1_000_000,
    nodes: [stubNodes],
    arbiter,
    workloads: { echo: echoWorkload },
    hash: platform.hash,
    ...changes,
  };
}
