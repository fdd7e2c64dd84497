/** Hand-written traces: the shortest run that shows a thing, for tests of properties and reports. */
import type { Observation } from "../core/ft/observation.ts";
import type { Phase } from "../core/ft/phase.ts";
import type { ArbiterRecord, ArbiterRequest, RequestKind } from "../core/ft/record.ts";
import type { OutputDevice } from "../core/replay/entry.ts";
import type { Regime } from "../sim/faults/fault.ts";
import type { Link, VmView } from "../sim/topology.ts";
import type { TraceBody, TraceEvent } from "../sim/trace.ts";
import type { BareVm } from "./bare-vm.ts";
import { judge, type Judgement } from "./judge.ts";
import type { Property } from "./property.ts";

export const P = "A.1.1";
export const B = "B.1.1";
export const C = "C.1.1";

const link: Link = {
  delay: { baseNs: 100_000, jitterNs: 0, tailPerMille: 0, tailNs: 0 },
  lossPerMillion: 0,
  duplicatePerMillion: 0,
  bitsPerSecond: 1_000_000_000,
};

const topology: VmView = {
  hosts: ["A", "B", "C"].map((name) => ({ name, unitsPerSecond: 1_000_000, driftPerMillion: 0, wallOffsetSeconds: 0 })),
  name: "kv",
  guest: "kv",
  commandLine: "",
  machine: { ramBytes: 1 << 20, macAddress: "525400000001", diskSectors: null, entropy: false },
  primary: "A",
  backup: "B",
  disks: "shared",
  backupReads: false,
  strategy: "replay",
  clients: [0, 1].map((client) => ({
    workload: "kv",
    address: `10.0.0.${10 + client}`,
    macAddress: `52540000010${client}`,
    server: "10.0.0.2",
    thinkNs: 10_000_000,
    retryNs: 500_000_000,
    requests: null,
  })),
  links: { log: link, heartbeat: link, guest: link, storage: link },
  diskLatency: link.delay,
  ft: {},
};

/** Kinds of fault that the tests speak of. */
const faultKinds = new Map([
  ["crash", { family: "host" as const }],
  ["partition", { family: "network" as const }],
  ["storage-unreachable", { family: "disk" as const }],
]);

type Said<What extends Observation["what"]> = Omit<Extract<Observation, { readonly what: What }>, "replica" | "what">;

/** Time passes by itself, a millisecond an event. A is the primary, B the backup, both in step, at version 1. */
export class TraceBuilder {
  readonly events: TraceEvent[] = [];
  nowNs = 0;
  record: ArbiterRecord = { version: 1, generation: 1, owner: P, backup: B, state: "running", request: "" };

  constructor() {
    this.event({ kind: "record", record: this.record, request: null });
    this.says(P, "phase", { from: "spare", to: "primary-protected", reason: "start" });
    this.says(B, "phase", { from: "spare", to: "backup", reason: "start" });
  }

  event(body: TraceBody, place = "world"): this {
    this.nowNs += 1_000_000;
    this.events.push({ seq: this.events.length, atNs: this.nowNs, place, ...body });
    return this;
  }

  wait(ns: number): this {
    this.nowNs += ns;
    return this;
  }

  says<What extends Observation["what"]>(replica: string, what: What, said: Said<What>): this {
    const observation = { replica, what, ...said } as unknown as Observation;
    return this.event({ kind: "replica", observation }, `host:${replica[0]}`);
  }

  phase(replica: string, to: Phase): this {
    return this.says(replica, "phase", { from: "spare", to, reason: "test" });
  }

  /** An arbiter request as the replica would make it now; granted unless said otherwise. */
  asks(
    asker: string,
    kind: RequestKind,
    next: Partial<ArbiterRecord>,
    outcome: "granted" | "refused" | "open" = "granted",
  ): this {
    const id = `${asker}.${kind}.${this.record.version}`;
    const { generation, owner, backup, state } = { ...this.record, ...next };
    const request: ArbiterRequest = {
      id,
      asker,
      kind,
      expected: this.record,
      next: { generation, owner, backup, state },
    };
    this.says(asker, "asked", { request });
    if (outcome === "granted") {
      this.record = { version: this.record.version + 1, ...request.next, request: id };
      this.event({ kind: "record", record: this.record, request }, "storage");
    } else if (outcome === "refused") this.event({ kind: "record-refused", record: this.record, request }, "storage");
    return this;
  }

  produced(replica: string, output: number, options: Partial<Made> = {}): this {
    const live = options.live ?? replica === this.record.owner;
    return this.says(replica, "produced", { ...made(output, options), live });
  }

  released(replica: string, output: number, options: Partial<Made> = {}): this {
    return this.says(replica, "released", { ...made(output, options), heldNs: 0, again: false });
  }

  acknowledged(by: string, to: string, through: number): this {
    return this.says(by, "acknowledged", { through, to });
  }

  /** Produced, logged at entry 10 times its number, acknowledged and released. */
  output(output: number, by = P, backup: string | null = B): this {
    this.produced(by, output);
    if (backup) this.acknowledged(backup, by, output * 10).produced(backup, output);
    return this.released(by, output, backup ? {} : { entry: null });
  }

  fault(kind: string, phase: "applied" | "ended", forNs?: number, fields: object = {}): this {
    return this.event({
      kind: "fault",
      fault: { kind, ...(forNs === undefined ? {} : { forNs }), ...fields },
      index: 0,
      phase,
      reading: kind,
    });
  }

  crash(host: string): this {
    return this.fault("crash", "applied").event({ kind: "host", host, state: "down" });
  }

  end(): this {
    return this.event({ kind: "end", reason: "done" });
  }
}

interface Made {
  readonly device: OutputDevice;
  readonly position: number;
  readonly hash: string;
  readonly entry: number | null;
  readonly live: boolean;
}

function made(output: number, options: Partial<Made>) {
  return {
    output,
    device: options.device ?? "frame",
    position: options.position ?? output * 100,
    hash: options.hash ?? `h${output}`,
    entry: options.entry === undefined ? output * 10 : options.entry,
  };
}

/** Judges a trace by one property. */
export function judged(
  property: Property,
  trace: TraceBuilder,
  options: { readonly topology?: Partial<VmView>; readonly regime?: Regime; readonly bareVm?: BareVm } = {},
): Judgement {
  const run = {
    topology: { ...topology, ...options.topology },
    regime: options.regime ?? ("bounded" as const),
    faultKinds,
    bareVm: options.bareVm ?? null,
  };
  const jury = judge([property], run);
  for (const event of trace.events) jury.observe(event);
  return jury.verdicts()[0]!;
}
