/**
 * A synthetic trace with everything that a report shows: two replicas in step, clients, a crash of the primary, the
 * arbiter's grant, go-live, FT VMotion to a third host and, if asked for, an output that was released too early.
 */
import type { Observation } from "../core/ft/observation.ts";
import type { ArbiterRecord, ArbiterRequest, RequestKind } from "../core/ft/record.ts";
import type { TraceBody, TraceEvent } from "../sim/trace.ts";
import type { RunResult } from "../properties/result.ts";
import type { TraceFile } from "./trace-file.ts";

const millisecond = 1_000_000;

export interface Synthetic {
  /** Requests served before and after the crash, each. */
  readonly requests?: number;
  /** Release the last output before its acknowledgement is heard. */
  readonly violated?: boolean;
  /** Said by client, guest and fault, to see whether markup is taken as text. */
  readonly text?: string;
}

class Script {
  readonly events: TraceEvent[] = [];
  nowNs = 0;
  entry = 0;
  output = 0;
  request = 0;
  position = 0;
  record: ArbiterRecord = {
    version: 1,
    generation: 1,
    owner: "A.1.1",
    backup: "B.1.1",
    state: "running",
    request: "cold-start",
  };
  #random = 1;

  below(limit: number): number {
    this.#random = (Math.imul(this.#random, 1664525) + 1013904223) >>> 0;
    return this.#random % limit;
  }

  add(place: string, body: TraceBody): number {
    const seq = this.events.length;
    this.events.push({ seq, atNs: this.nowNs, place, ...body });
    return seq;
  }

  see(observation: Observation): number {
    return this.add(`host:${observation.replica.split(".")[0]}`, { kind: "replica", observation });
  }

  pass(ns: number): void {
    this.nowNs += ns;
  }

  ask(asker: string, kind: RequestKind, next: Partial<ArbiterRecord>): void {
    const expected = this.record;
    const request: ArbiterRequest = { id: `${asker}/${kind}/1`, asker, kind, expected, next: { ...expected, ...next } };
    this.see({ replica: asker, what: "asked", request });
    this.pass(millisecond);
    this.record = { ...this.record, ...next, version: this.record.version + 1, request: request.id };
    this.add("storage", { kind: "record", record: this.record, request });
    this.pass(millisecond);
    this.see({ replica: asker, what: "answered", reply: { id: request.id, granted: true, record: this.record } });
  }
}

function serve(
  script: Script,
  primary: string,
  backup: string | null,
  client: number,
  options: Synthetic,
  bad: boolean,
) {
  const host = primary.split(".")[0]!;
  const request = ++script.request;
  script.add(`client:${client}`, {
    kind: "invoke",
    client,
    request,
    operation: { put: options.text ?? `k${request % 17}`, value: request },
  });
  script.pass(60_000 + script.below(40_000));
  script.entry += 2;
  script.position += 4000 + script.below(900);
  const output = ++script.output;
  const { position, entry } = script;
  const what = { output, device: "frame", position, hash: hash(output), entry } as const;
  script.see({ replica: primary, what: "produced", ...what, live: true });
  const bytes = new Uint8Array(90 + script.below(200));
  script.see({ replica: primary, what: "logged", first: entry - 1, through: entry, position, bytes });
  const producedNs = script.nowNs;
  const release = () => {
    script.see({ replica: primary, what: "released", ...what, heldNs: script.nowNs - producedNs, again: false });
    script.add(`host:${host}`, {
      kind: "frame-out",
      host,
      replica: primary,
      phase: backup === null ? "primary-alone" : "primary-protected",
      hash: hash(output),
      output,
      byteCount: 74,
    });
  };
  if (backup !== null) {
    script.see({ replica: primary, what: "sent", through: entry, to: backup });
    if (bad) release();
    script.pass(110_000 + script.below(50_000));
    script.see({ replica: backup, what: "received", through: entry, from: primary });
    script.see({ replica: backup, what: "acknowledged", through: entry, to: primary });
    script.pass(90_000);
    script.see({ replica: backup, what: "applied", first: entry - 1, through: entry, position });
    script.see({ replica: backup, what: "produced", ...what, live: false });
    script.pass(30_000);
    script.see({ replica: primary, what: "heard-acknowledgement", through: entry, from: backup });
  }
  if (!bad) release();
  for (const letter of request % 10 === 0 ? `${options.text ?? "served"} ${request}\n` : "") {
    script.add(`host:${host}`, {
      kind: "console-out",
      host,
      byte: letter.charCodeAt(0) & 0xff,
      output: ++script.output,
    });
  }
  script.pass(80_000);
  script.add(`client:${client}`, {
    kind: "response",
    client,
    request,
    result: { ok: true },
    guestTsc: position,
    guestTicks: 3,
  });
  if (request % 5 === 0) {
    const lagNs = 2 * millisecond + script.below(30 * millisecond);
    script.see({ replica: primary, what: "lag", lagNs, sharePerMille: 1000 - 10 * (script.below(8) + 1) });
  }
  script.pass(400_000 + script.below(300_000));
}

function hash(value: number): string {
  return Math.imul(value, 0x9e3779b1).toString(16).replace("-", "").padStart(16, "0");
}

export function syntheticRun(options: Synthetic = {}): TraceFile {
  const script = new Script();
  const requests = options.requests ?? 60;
  const fault = { kind: "crash", at: 0, target: "A", guard: "whenProtected" };
  for (const host of ["A", "B", "C"]) script.add(`host:${host}`, { kind: "host", host, state: "up" });
  script.add("storage", { kind: "record", record: script.record, request: null });
  const phase = (replica: string, from: string, to: string, reason: string) =>
    script.see({ replica, what: "phase", from, to, reason } as Observation);
  phase("A.1.1", "spare", "primary-protected", "first power on");
  phase("B.1.1", "spare", "backup", "first power on");
  script.pass(2 * millisecond);
  for (let i = 0; i < requests; i++) serve(script, "A.1.1", "B.1.1", 1 + (i % 3), options, false);

  script.add("world", {
    kind: "fault",
    fault: { ...fault, at: script.nowNs },
    index: 0,
    phase: "applied",
    reading: options.text ?? "host A crashes",
  });
  script.add("host:A", { kind: "host", host: "A", state: "down" });
  script.add("client:1", { kind: "invoke", client: 1, request: ++script.request, operation: { get: "k1" } });
  script.pass(200 * millisecond);
  script.add("client:1", { kind: "retry", client: 1, request: script.request, attempt: 2 });
  script.add("link:B>A.log", { kind: "frame-lost", link: "B>A.log", reason: "cut" });
  script.pass(1800 * millisecond);
  script.see({ replica: "B.1.1", what: "suspected", peer: "A.1.1", path: "heartbeat", silentNs: 2000 * millisecond });
  phase("B.1.1", "backup", "asking-live", "heartbeat silent for 2.000 s");
  script.ask("B.1.1", "live", { generation: 2, owner: "B.1.1", backup: null });
  phase("B.1.1", "asking-live", "draining", "the arbiter said yes");
  script.pass(8 * millisecond);
  const { position, entry } = script;
  script.see({ replica: "B.1.1", what: "live", record: script.record, position, entry, drainNs: 8 * millisecond });
  phase("B.1.1", "draining", "primary-alone", "everything acknowledged is executed");
  script.see({ replica: "B.1.1", what: "announced", attempt: 1 });
  script.add("host:A", { kind: "host", host: "A", state: "up" });
  script.add("world", { kind: "fault", fault, index: 0, phase: "ended", reading: options.text ?? "host A is back" });
  script.add("world", {
    kind: "fault",
    fault: { kind: "crash", at: script.nowNs, target: "B", guard: "whenProtected" },
    index: 1,
    phase: "suppressed",
    reading: "host B crashes",
  });
  for (let i = 0; i < requests / 3; i++) serve(script, "B.1.1", null, 1 + (i % 3), options, false);

  const vmotion = (step: "began" | "round" | "cut" | "in-step" | "committed", stopNs = 0) =>
    script.see({ replica: "B.1.1", what: "vmotion", step, to: "C.1.1", host: "C", stopNs });
  phase("C.1.1", "spare", "joining", "placement chose this host");
  vmotion("began");
  script.pass(120 * millisecond);
  vmotion("round");
  script.add("world", {
    kind: "fault",
    fault: { kind: "delay", at: script.nowNs, target: "B>C.log" },
    index: 2,
    phase: "applied",
    reading: "log B-C 2 ms slower for 40 ms",
  });
  script.pass(60 * millisecond);
  script.add("world", {
    kind: "fault",
    fault: { kind: "delay", at: script.nowNs, target: "B>C.log" },
    index: 2,
    phase: "ended",
    reading: "log B-C 2 ms slower for 40 ms",
  });
  vmotion("cut", 22 * millisecond);
  script.pass(22 * millisecond);
  vmotion("in-step");
  phase("C.1.1", "joining", "backup", "in step");
  phase("B.1.1", "primary-alone", "asking-arm", "the clone is in step");
  script.ask("B.1.1", "arm", { backup: "C.1.1" });
  phase("B.1.1", "asking-arm", "primary-protected", "the arbiter said yes");
  vmotion("committed");
  script.add("world", { kind: "quiet" });
  for (let i = 0; i < requests; i++) {
    serve(script, "B.1.1", "C.1.1", 1 + (i % 3), options, options.violated === true && i === requests - 1);
  }
  script.add("world", { kind: "end", reason: "done" });
  const bad = script.events.findLast((event) => event.kind === "replica" && event.observation.what === "released")!;
  return {
    header: {
      lockstepTrace: 1,
      version: "0.1.0",
      scenario: "failover-kv",
      seed: 41,
      settings: { clients: 3 },
      mutant: options.violated ? "gate-releases-early" : null,
      command: "lockstep run failover-kv --seed 41",
      hosts: ["A", "B", "C"],
    },
    events: script.events,
    wire: [],
    result: facts(script, options.violated ? bad : null),
  };
}

function facts(script: Script, bad: TraceEvent | null): RunResult {
  return {
    schemaVersion: 1,
    version: "0.1.0",
    scenario: "failover-kv",
    settings: { clients: 3 },
    seed: 41,
    mutant: bad ? "gate-releases-early" : null,
    verdict: bad ? "fail" : "pass",
    outcome: "survived",
    traceHash: "b1946ac92492d234",
    virtualNs: script.nowNs,
    events: script.events.length,
    instructions: script.position,
    wallMs: 812,
    generations: 2,
    failovers: [{ atNs: 0, detectNs: 2e9, arbiterNs: 2e6, drainNs: 8e6, totalNs: 2.01e9 }],
    outputs: { produced: script.output, released: script.output, duplicate: 0, lost: 0 },
    log: { entries: script.entry, bytes: script.entry * 90, bytesPerKiloInstruction: 31 },
    lag: { p50Ns: 9 * millisecond, p99Ns: 30 * millisecond, maxNs: 31 * millisecond },
    clients: { requests: script.request, replies: script.request - 1, retries: 1, longestWaitNs: 2_100 * millisecond },
    properties: [
      {
        name: "output-rule",
        kind: "safety",
        verdict: bad ? "violated" : "held",
        detail: bad ? "released before it was acknowledged" : "tested 140 times",
      },
      { name: "single-live", kind: "safety", verdict: "held", detail: "tested 2 times" },
      { name: "converges", kind: "liveness", verdict: "held", detail: "nothing pending" },
      { name: "power-off-obeyed", kind: "safety", verdict: "vacuous", detail: "no power-off" },
    ],
    violations: bad
      ? [
          {
            property: "output-rule",
            seq: bad.seq,
            atNs: bad.atNs,
            expected: `frame ${script.output} waits until C.1.1 acknowledged entry ${script.entry}`,
            found: `released while C.1.1 had acknowledged up to entry ${script.entry - 2}`,
          },
        ]
      : [],
    faults: [{ at: 61_000_000, kind: "crash", target: "A" }],
    repro: bad ? "found/output-rule-41.json" : null,
  };
}
