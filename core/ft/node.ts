/**
 * A node: the part of the FT stack that serves one VM on one boot of one host. Sans-I/O: `handle` takes an input and
 * returns what is to be done, in that order; nothing else happens and no time passes within.
 *
 * This file routes inputs by phase. What is done about them stands in `primary.ts` and `backup.ts`; which phases
 * there are, and what leads from one to the other, in `phase.ts`.
 */
import type { Effect, HostTime, Input, StreamId } from "../ports.ts";
import { FormatError } from "../replay/bytes.ts";
import { powerOn } from "../replay/execution.ts";
import { Recorder } from "../replay/recorder.ts";
import { Replayer } from "../replay/replayer.ts";
import type { InputSource, VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import { learn, repeatRequest, takeAnswer } from "./arbiter-client.ts";
import {
  backupDeadline,
  backupTick,
  backupWantsCpu,
  follow,
  replayListener,
  replaySlice,
  reportLoss,
  resumeAsBackup,
} from "./backup.ts";
import type { NodeConfig } from "./config.ts";
import { type Context, enter, followerOf, guestOf, machineOf, nowOf, observe, ownerOf } from "./context.ts";
import { copyPlain } from "./copy.ts";
import { isDrained, ownerState, takeOver } from "./go-live.ts";
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { connect, disconnect, receiveLog, sayHello, streamLost } from "./log-receiver.ts";
import { acceptHello, closeLink, dropLink, newLink, receiveFromLink } from "./log-sender.ts";
import { ImageTaker, loadImage, type MachineImage } from "./machine-image.ts";
import type { Parts } from "./parts.ts";
import type { Phase } from "./phase.ts";
import {
  arrive,
  askAlone,
  control,
  diskAnswered,
  primaryDeadline,
  primarySettle,
  primaryTick,
  primaryWantsCpu,
  runSlice,
} from "./primary.ts";
import { type ArbiterRecord, type ArbiterReply, hostOf, type ReplicaId } from "./record.ts";
import type { NodeState } from "./state.ts";

/** A node's state and its machine's. */
export interface SavedNode {
  readonly state: NodeState;
  readonly machine: MachineImage | null;
  readonly wakeAtNs: Nanoseconds | null;
  readonly wantsCpu: boolean;
}

const noRecord: ArbiterRecord = {
  version: 0,
  generation: 0,
  owner: null,
  backup: null,
  state: "off",
  request: "",
};

const noTime: HostTime = { monotonicNs: 0, wallSeconds: 0 };

export class Node {
  /** When, on the host's monotonic clock, the node wants the input `wake`; null: never. */
  wakeAtNs: Nanoseconds | null = null;
  /** The VM has something to execute. */
  wantsCpu = false;
  /** Units that the last `cpu` input executed. */
  unitsUsed: Units = 0;
  readonly #context: Context;
  #memory: ArrayBuffer | null = null;
  #images: ImageTaker | null = null;

  constructor(config: NodeConfig, parts: Parts) {
    const state: NodeState = {
      replica: `${config.host}.${config.boot}.0`,
      attempt: 0,
      phase: "spare",
      record: noRecord,
      open: null,
      requests: 0,
      nextStream: 1,
      strangers: [],
      heartbeatNs: 0,
      guest: null,
      owner: null,
      follower: null,
    };
    this.#context = nodeContext(config, parts, state);
  }

  get phase(): Phase {
    return this.#context.state.phase;
  }

  get replica(): ReplicaId {
    return this.#context.state.replica;
  }

  get machine(): VirtualMachine | null {
    return this.#context.machine;
  }

  handle(time: HostTime, input: Input): readonly Effect[] {
    const context = this.#context;
    context.time = time;
    context.effects = [];
    this.unitsUsed = 0;
    this.#route(input);
    this.#tick();
    if (context.state.owner) primarySettle(context);
    this.wantsCpu = wantsCpu(context);
    this.wakeAtNs = deadline(context);
    return context.effects;
  }

  /** Plain data: all that the node knows, its machine included. Shares only what nobody writes to any more. */
  save(): SavedNode {
    const { state } = this.#context;
    const machine = this.#images?.take() ?? null;
    return { state: copyPlain(state), machine, wakeAtNs: this.wakeAtNs, wantsCpu: this.wantsCpu };
  }

  /** A node that continues exactly as the saved one would. */
  static restore(config: NodeConfig, parts: Parts, saved: SavedNode): Node {
    const node = new Node(config, parts);
    const context = node.#context;
    Object.assign(context.state, copyPlain(saved.state));
    if (saved.machine) {
      loadImage(node.#createMachine(), saved.machine);
      node.#attachDriver();
    }
    node.wakeAtNs = saved.wakeAtNs;
    node.wantsCpu = saved.wantsCpu;
    return node;
  }

  /** The host lost power, or nobody needs the node any more: gives the machine's memory back. */
  discard(): void {
    if (this.#memory) this.#context.config.pool.give(this.#memory);
    this.#memory = null;
    this.#images = null;
    Object.assign(this.#context, { machine: null, recorder: null, replayer: null });
  }

  #createMachine(): VirtualMachine {
    const { config } = this.#context;
    this.#memory = config.pool.take(config.memoryBytes);
    const machine = config.createMachine(this.#memory, nobody);
    this.#context.machine = machine;
    this.#images = new ImageTaker(machine);
    return machine;
  }

  /** A recorder for an owner, a replayer for a follower. */
  #attachDriver(): void {
    const context = this.#context;
    const { config, parts, state } = context;
    const { hash, disks } = config;
    const machine = machineOf(context);
    const { execution } = guestOf(context);
    context.recorder = null;
    context.replayer = null;
    if (state.owner) {
      const { tagging } = parts;
      context.recorder = new Recorder(machine, execution, state.owner.recording, { hash, disks, tagging });
    } else {
      const { delivery } = parts;
      const { replaying } = followerOf(context);
      const listener = replayListener(context);
      context.replayer = new Replayer(machine, execution, replaying, { hash, disks, delivery }, listener);
    }
  }

  #route(input: Input): void {
    const context = this.#context;
    const { owner, guest } = context.state;
    switch (input.kind) {
      case "start":
        return this.#start(input.role, input.record);
      case "wake":
        return;
      case "cpu":
        return this.#execute(input.units, input.unitsPerSecond);
      case "datagram":
        return this.#heardDatagram(input.bytes);
      case "stream-open":
        return this.#streamOpened(input.stream, input.purpose);
      case "stream-bytes":
        return this.#streamBytes(input.stream, input.bytes);
      case "stream-closed":
        return this.#streamClosed(input.stream);
      case "arbiter":
        return this.#answered(input.reply);
      case "frame":
        if (owner) arrive(context, { kind: "frame", bytes: input.bytes });
        return;
      case "console":
        if (owner) arrive(context, { kind: "serial", bytes: input.bytes });
        return;
      case "entropy":
        if (owner && isAsked(context, input.operation)) {
          arrive(context, { kind: "entropy", operation: input.operation, bytes: input.bytes });
        }
        return;
      case "disk":
        if (owner && guest && diskAnswered(context, input.operation, input.outcome, input.data) === "refused") {
          this.#halt("storage refused a write: somebody else is its sole writer");
        }
        return;
      case "control":
        if (owner) control(context, input.operation);
        return;
      case "record":
      case "move":
      case "candidates":
        return;
    }
  }

  #start(role: "primary" | "backup" | "spare", record: ArbiterRecord): void {
    const context = this.#context;
    const { state } = context;
    state.record = record;
    if (role === "spare") return;
    const replica = role === "primary" ? record.owner : record.backup;
    if (replica === null || !replica.startsWith(`${context.config.host}.${context.config.boot}.`)) {
      throw new Error(`${state.replica} is to start as ${role}, which the record says is ${replica ?? "nobody"}`);
    }
    state.replica = replica;
    state.attempt = Number(replica.slice(replica.lastIndexOf(".") + 1));
    state.guest = { execution: powerOn(), held: [], disk: [], handedOver: 0 };
    this.#createMachine();
    if (role === "primary") this.#startPrimary();
    else this.#startBackup(record.owner ?? replica);
  }

  #startPrimary(): void {
    const context = this.#context;
    const { state } = context;
    const now = nowOf(context);
    state.owner = ownerState(0 - now, 0);
    const { backup } = state.record;
    if (backup !== null) state.owner.links.push(newLink(backup, 0, now));
    this.#attachDriver();
    enter(context, backup === null ? "primary-alone" : "primary-protected", "first power on");
  }

  #startBackup(owner: ReplicaId): void {
    const context = this.#context;
    const now = nowOf(context);
    context.state.follower = {
      owner,
      stream: null,
      streamUp: false,
      reconnectNs: null,
      inbox: new Uint8Array(0),
      replaying: { queue: [], head: 0, received: 0, horizon: 0 },
      unapplied: [],
      unappliedBytes: 0,
      acknowledgeNs: null,
      advertisedBytes: 0,
      heard: { heartbeatNs: now, logNs: now },
      grantedNs: 0,
    };
    this.#attachDriver();
    enter(context, "backup", "first power on");
    connect(context);
  }

  #execute(units: Units, unitsPerSecond: number): void {
    const context = this.#context;
    if (!this.wantsCpu) return;
    if (context.state.owner) {
      this.unitsUsed = runSlice(context, units, unitsPerSecond);
      const { position, instructions } = machineOf(context);
      if (guestOf(context).held.length > 0) observe(context, { what: "executed", position, instructions });
      return;
    }
    const used = replaySlice(context, units);
    if (used === "diverged") return this.#lost("diverged from the log");
    this.unitsUsed = used;
    this.#finishDraining();
  }

  #finishDraining(): void {
    const context = this.#context;
    if (context.state.phase !== "draining" || !isDrained(context)) return;
    takeOver(context);
    this.#attachDriver();
  }

  /** A backup that must never go live says so, and is replaced. */
  #lost(reason: string): void {
    reportLoss(this.#context, reason);
    this.#halt(reason);
  }

  #halt(reason: string): void {
    const context = this.#context;
    const { state } = context;
    for (const link of state.owner?.links ?? []) closeLink(context, link);
    if (state.follower) disconnect(context);
    enter(context, "halted", reason);
    observe(context, { what: "halted", reason });
    Object.assign(state, { guest: null, owner: null, follower: null, open: null });
    this.discard();
  }

  #heardDatagram(bytes: Uint8Array): void {
    try {
      this.#heardHeartbeat(decodeHeartbeat(bytes));
    } catch (error) {
      if (!(error instanceof FormatError)) throw error;
    }
  }

  #heardHeartbeat({ sender, record }: Heartbeat): void {
    const context = this.#context;
    const { state } = context;
    const now = nowOf(context);
    for (const link of state.owner?.links ?? []) if (link.replica === sender) link.heard.heartbeatNs = now;
    if (state.phase !== "backup" || !state.follower) return;
    // Only a record that names this replica is its own: asking against any other would be asking as somebody else.
    if (record.backup === state.replica && record.owner === sender) learn(context, record);
    if (state.record.owner === sender && state.follower.owner !== sender) follow(context);
    if (state.follower.owner === sender) state.follower.heard.heartbeatNs = now;
  }

  #streamOpened(stream: StreamId, purpose: "log" | "vmotion"): void {
    const context = this.#context;
    const { owner, follower } = context.state;
    if (follower?.stream === stream) return sayHello(context);
    if (owner && purpose === "log") context.state.strangers.push({ stream, inbox: new Uint8Array(0) });
    else context.effects.push({ kind: "stream-close", stream });
  }

  #streamBytes(stream: StreamId, bytes: Uint8Array): void {
    const context = this.#context;
    const { state } = context;
    if (state.follower?.stream === stream) return receiveLog(context, bytes);
    const link = state.owner?.links.find((other) => other.stream === stream);
    if (link) {
      const report = receiveFromLink(context, link, bytes);
      if (report !== null) this.#backupReported(link.replica, report);
      return;
    }
    const index = state.strangers.findIndex((other) => other.stream === stream);
    const stranger = state.strangers[index];
    if (stranger && acceptHello(context, stranger, bytes)) state.strangers.splice(index, 1);
  }

  /** A backup that diverged or cannot read is as good as silent. */
  #backupReported(replica: ReplicaId, reason: string): void {
    const context = this.#context;
    if (context.state.phase !== "primary-protected" || replica !== context.state.record.backup) return;
    observe(context, { what: "suspected", peer: replica, path: "report", silentNs: 0 });
    askAlone(context, `${replica} reports: ${reason}`);
  }

  #streamClosed(stream: StreamId): void {
    const context = this.#context;
    const { state, config } = context;
    state.strangers = state.strangers.filter((other) => other.stream !== stream);
    for (const link of state.owner?.links ?? []) {
      if (link.stream !== stream) continue;
      link.stream = null;
      link.inbox = new Uint8Array(0);
    }
    if (state.follower?.stream === stream) {
      streamLost(state.follower, nowOf(context) + config.tuning.reconnectDelayNs);
    }
  }

  #answered(reply: ArbiterReply): void {
    const context = this.#context;
    const request = takeAnswer(context, reply);
    if (!request) return;
    if (reply.granted) return this.#granted(request.kind === "live");
    const { replica } = context.state;
    const reason = `the arbiter said no: owner is ${reply.record.owner ?? "nobody"}`;
    if (context.parts.losing.afterNo(request.kind, replica, reply.record) === "resume") resumeAsBackup(context, reason);
    else this.#halt(reason);
  }

  #granted(live: boolean): void {
    const context = this.#context;
    const { state } = context;
    if (live) {
      followerOf(context).grantedNs = nowOf(context);
      enter(context, "draining", "the arbiter said yes");
      return this.#finishDraining();
    }
    for (const link of ownerOf(context).links) dropLink(context, link);
    enter(context, "primary-alone", "the arbiter said yes");
    observe(context, { what: "alone", record: state.record, position: machineOf(context).position });
  }

  /** What time alone brings. */
  #tick(): void {
    const context = this.#context;
    const { state, parts } = context;
    if (state.open && parts.arbiterClient.assumesYes(nowOf(context) - state.open.askedNs)) {
      const { id, expected, next } = state.open.request;
      this.#answered({ id, granted: true, record: { version: expected.version + 1, ...next, request: id } });
    }
    if (state.owner) primaryTick(context);
    if (state.follower) backupTick(context);
    repeatRequest(context);
    sendHeartbeats(context);
  }
}

function nodeContext(config: NodeConfig, parts: Parts, state: NodeState): Context {
  return { config, parts, state, time: noTime, effects: [], machine: null, recorder: null, replayer: null };
}

/** Whether the guest still waits for these random bytes. */
function isAsked(context: Context, operation: number): boolean {
  const pending = ownerOf(context).pendingInputs.some(
    ({ input }) => input.kind === "entropy" && input.operation === operation,
  );
  return (
    !pending &&
    machineOf(context)
      .startedEntropyRequests()
      .some((request) => request.operation === operation)
  );
}

/** Hosts of the replicas to which this one says that it is alive. Who asked to go on without the other says nothing. */
function heartbeatHosts({ state }: Context): readonly string[] {
  if (state.owner && state.phase !== "asking-alone") return state.owner.links.map(({ replica }) => hostOf(replica));
  return state.phase === "backup" && state.follower ? [hostOf(state.follower.owner)] : [];
}

function sendHeartbeats(context: Context): void {
  const { state, config } = context;
  const now = nowOf(context);
  if (now < state.heartbeatNs) return;
  const hosts = heartbeatHosts(context);
  if (hosts.length === 0) return;
  state.heartbeatNs = now + config.tuning.heartbeatIntervalNs;
  for (const to of hosts) {
    const bytes = encodeHeartbeat({ sender: state.replica, record: state.record });
    context.effects.push({ kind: "datagram", to, bytes });
  }
}

function wantsCpu(context: Context): boolean {
  const { phase, owner } = context.state;
  if (owner) return primaryWantsCpu(context);
  if (phase === "backup" || phase === "asking-live" || phase === "draining") return backupWantsCpu(context, phase);
  return false;
}

function deadline(context: Context): Nanoseconds | null {
  const { state } = context;
  const openNs = state.open?.nextNs ?? Infinity;
  const heartbeatNs = heartbeatHosts(context).length > 0 ? state.heartbeatNs : Infinity;
  const ownerNs = state.owner ? primaryDeadline(context) : Infinity;
  const followerNs = state.follower ? backupDeadline(context) : Infinity;
  const nextNs = Math.min(openNs, heartbeatNs, ownerNs, followerNs);
  return nextNs === Infinity ? null : nextNs;
}

/** A machine without a driver reads nothing. */
const nobody: InputSource = {
  guestNs: () => unreadable(),
  wallSeconds: () => unreadable(),
};

function unreadable(): never {
  throw new Error("a machine without a recorder or replayer cannot read a clock");
}
