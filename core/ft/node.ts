/**
 * A node: the part of the FT stack that serves one VM on one boot of one host. Sans-I/O: `handle` takes an input and
 * returns what is to be done, in that order; nothing else happens and no time passes within.
 *
 * This file routes inputs by phase. What is done about them stands in `primary.ts`, `protection.ts`, `backup.ts` and
 * `vmotion-*.ts`; which phases there are, and what leads from one to the other, in `phase.ts`.
 */
import type { Effect, HostTime, Input, StreamId } from "../ports.ts";
import { FormatError } from "../replay/bytes.ts";
import type { VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import { learn, repeatRequest, takeAnswer } from "./arbiter-client.ts";
import {
  backupDeadline,
  backupTick,
  backupWantsCpu,
  cloneReads,
  follow,
  heardWhileAsking,
  lose,
  replaySlice,
  resumeAsBackup,
} from "./backup.ts";
import { epochPages } from "./checkpoint.ts";
import { orderColdStart, startAnew } from "./cold-start.ts";
import type { NodeConfig } from "./config.ts";
import { type Context, enter, followerOf, machineOf, nowOf, ownerOf } from "./context.ts";
import { copyPlain } from "./copy.ts";
import { finishDraining, firstGuest, newFollower, newOwner, requestEntropyAgain } from "./go-live.ts";
import { type DiskAnswer, ownedAnswered, replayedAnswered } from "./disk-queue.ts";
import { decodeHeartbeat, encodeHeartbeat, type Heartbeat } from "./heartbeat.ts";
import { attachDriver, createMachine, dropMachine, halt, leave } from "./lifecycle.ts";
import { connect, disconnect, receiveLog, sayHello, streamLost } from "./log-receiver.ts";
import { acceptHello, flush, newLink, receiveFromLink } from "./log-sender.ts";
import { loadImage, type MachineImage } from "./machine-image.ts";
import { formerAnswered, sourceDiskAnswered } from "./mirror.ts";
import { commandAnswered } from "./own-disk.ts";
import type { Parts } from "./parts.ts";
import type { Phase } from "./phase.ts";
import { seekProtection, seekWhenDue } from "./placement.ts";
import { arrive, control, primaryDeadline, primarySettle, primaryTick, primaryWantsCpu, runSlice } from "./primary.ts";
import { backupReported, goOnAlone, suspectBackup } from "./protection.ts";
import { advancePowerOff } from "./power-off.ts";
import { throttleNs, throttleWhenDue } from "./throttle.ts";
import {
  type ArbiterRecord,
  type ArbiterReply,
  type ArbiterRequest,
  attemptOf,
  hostOf,
  replicaId,
  type ReplicaId,
} from "./record.ts";
import type { NodeState } from "./state.ts";
import {
  copyAnswered,
  destinationDeadline,
  destinationReads,
  receiveFromSource,
  receiveOffer,
  sourceStreamClosed,
  welcome,
} from "./vmotion-destination.ts";
import {
  advanceClone,
  cloneArmed,
  cloneDeadline,
  cloneStreamClosed,
  cloneTookOver,
  giveUpClone,
  move,
  offerClone,
  placed,
  receiveFromDestination,
  writtenSoFar,
} from "./vmotion-source.ts";

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

  constructor(config: NodeConfig, parts: Parts) {
    if (config.strategy === "checkpoint" && (config.disks !== "shared" || config.backupReads)) {
      throw new Error("the strategy checkpoint needs a shared disk, which its backup never touches");
    }
    const state: NodeState = {
      replica: replicaId(config, 0),
      attempt: 0,
      phase: "spare",
      record: noRecord,
      open: null,
      requests: 0,
      nextStream: 1,
      strangers: [],
      offers: [],
      heartbeatNs: 0,
      guest: null,
      owner: null,
      follower: null,
      joining: null,
      ownOperations: 0,
      unanswered: [],
      readNs: null,
    };
    this.#context = {
      config,
      parts,
      state,
      time: noTime,
      effects: [],
      machine: null,
      memory: null,
      images: null,
      cloneMark: null,
      epochMark: null,
      recorder: null,
      replayer: null,
    };
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
    tick(context);
    if (context.state.owner) {
      advanceClone(context);
      primarySettle(context);
      advancePowerOff(context);
      if (context.state.owner) flush(context);
    }
    this.wantsCpu = wantsCpu(context);
    this.wakeAtNs = deadline(context);
    return context.effects;
  }

  /** Plain data: all that the node knows, its machine included. Shares only what nobody writes to any more. */
  save(): SavedNode {
    const context = this.#context;
    const state = copyPlain(context.state);
    if (state.owner?.clone) state.owner.clone.written = writtenSoFar(context, state.owner.clone);
    if (state.owner) state.owner.epochWritten = epochPages(context);
    const machine = context.images?.take() ?? null;
    return { state, machine, wakeAtNs: this.wakeAtNs, wantsCpu: this.wantsCpu };
  }

  /** A node that continues exactly as the saved one would. */
  static restore(config: NodeConfig, parts: Parts, saved: SavedNode): Node {
    const node = new Node(config, parts);
    const context = node.#context;
    Object.assign(context.state, copyPlain(saved.state));
    if (saved.machine) {
      const machine = createMachine(context);
      if (!machine) throw new Error(`${node.replica}: no room for the machine of a saved node`);
      loadImage(machine, saved.machine);
      attachDriver(context);
      if (context.state.owner?.clone?.stage === "copying") context.cloneMark = machine.writeMark();
    }
    node.wakeAtNs = saved.wakeAtNs;
    node.wantsCpu = saved.wantsCpu;
    return node;
  }

  /** The host lost power, or nobody needs the node any more: gives the machine's memory back. */
  discard(): void {
    dropMachine(this.#context);
  }

  #route(input: Input): void {
    const context = this.#context;
    const { owner } = context.state;
    switch (input.kind) {
      case "start":
        return start(context, input.role, input.record);
      case "wake":
        return;
      case "cpu":
        if (this.wantsCpu) this.unitsUsed = execute(context, input.units, input.unitsPerSecond);
        return;
      case "datagram":
        return heardDatagram(context, input.bytes);
      case "stream-open":
        return streamOpened(context, input.stream, input.purpose);
      case "stream-bytes":
        return streamBytes(context, input.stream, input.bytes);
      case "stream-closed":
        return streamClosed(context, input.stream);
      case "arbiter":
        return answered(context, input.reply);
      case "record":
        return recordRead(context, input.record);
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
        commandAnswered(context, input.by);
        if (input.by === context.state.replica) diskAnswered(context, input);
        else if (context.state.joining) formerAnswered(context, context.state.joining);
        return;
      case "control":
        if (owner) control(context, input.operation);
        return;
      case "move":
        if (owner) move(context, input.which, input.to);
        return;
      case "cold-start":
        return orderColdStart(context, input);
      case "candidates":
        if (owner) placed(context, input.hosts);
        return;
    }
  }
}

function start(context: Context, role: "primary" | "backup" | "spare", record: ArbiterRecord): void {
  const { state, config } = context;
  const now = nowOf(context);
  state.record = record;
  if (role === "spare") return;
  const { owner, backup } = record;
  const replica = role === "primary" ? owner : backup;
  if (replica === null || owner === null || !replica.startsWith(`${config.host}.${config.boot}.`)) {
    throw new Error(`${state.replica} is to start as ${role}, which the record says is ${replica ?? "nobody"}`);
  }
  state.replica = replica;
  state.attempt = attemptOf(replica);
  const machine = createMachine(context);
  // Without room it stays a spare. The other replica hears nothing of it, and goes on without it.
  if (!machine) return;
  const { latestGuestNs, position } = machine;
  firstGuest(context);
  if (role === "backup") {
    state.follower = newFollower(owner, 0, position, now);
    attachDriver(context);
    enter(context, "backup", "first power on");
    return connect(context);
  }
  state.owner = newOwner(latestGuestNs - now, 0, now);
  attachDriver(context);
  requestEntropyAgain(context);
  if (backup === null) {
    enter(context, "primary-alone", "first power on");
    seekProtection(context, null);
  } else {
    state.owner.links.push(newLink(backup, 0, now));
    enter(context, "primary-protected", "first power on");
  }
}

function execute(context: Context, units: Units, unitsPerSecond: number): Units {
  if (context.state.owner) return runSlice(context, units, unitsPerSecond);
  const used = replaySlice(context, units);
  if (used === "diverged") {
    lose(context, "diverged from the log");
    return 0;
  }
  finishDraining(context);
  return used;
}

function heardDatagram(context: Context, bytes: Uint8Array): void {
  try {
    heardHeartbeat(context, decodeHeartbeat(bytes));
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
  }
}

function heardHeartbeat(context: Context, { sender, record }: Heartbeat): void {
  const { state } = context;
  const now = nowOf(context);
  for (const link of state.owner?.links ?? []) if (link.replica === sender) link.heard.heartbeatNs = now;
  if (state.phase === "asking-live" && state.follower?.owner === sender) heardWhileAsking(context);
  if (state.phase !== "backup" || !state.follower) return;
  // Only a record that names this replica is its own: asking against any other would be asking as somebody else.
  if (record.backup === state.replica && record.owner === sender) learn(context, record);
  if (state.record.owner === sender && state.follower.owner !== sender) follow(context);
  if (state.follower.owner === sender) state.follower.heard.heartbeatNs = now;
}

function streamOpened(context: Context, stream: StreamId, purpose: "log" | "vmotion"): void {
  const { owner, follower, phase, strangers } = context.state;
  // A hello acknowledges, and who has asked the arbiter acknowledges no more (DESIGN 6).
  if (follower?.stream === stream) return phase === "asking-off" ? disconnect(context) : sayHello(context);
  if (owner?.clone?.stream === stream) return offerClone(context);
  if (purpose === "vmotion") return welcome(context, stream);
  if (owner) strangers.push({ stream, inbox: new Uint8Array(0) });
  else context.effects.push({ kind: "stream-close", stream });
}

function streamBytes(context: Context, stream: StreamId, bytes: Uint8Array): void {
  const { state } = context;
  if (state.follower?.stream === stream) {
    if (!receiveLog(context, bytes)) lose(context, "differs from the primary's epoch");
    return;
  }
  if (state.owner?.clone?.stream === stream) return receiveFromDestination(context, bytes);
  if (state.joining?.stream === stream) return receiveFromSource(context, state.joining, bytes);
  const link = state.owner?.links.find((other) => other.stream === stream);
  if (link) {
    const report = receiveFromLink(context, link, bytes);
    if (report !== null) backupReported(context, link.replica, report);
    return;
  }
  const stranger = state.strangers.find((other) => other.stream === stream);
  if (!stranger) return receiveOffer(context, stream, bytes);
  if (acceptHello(context, stranger, bytes)) state.strangers = state.strangers.filter((other) => other !== stranger);
}

function streamClosed(context: Context, stream: StreamId): void {
  const { state, config } = context;
  state.strangers = state.strangers.filter((other) => other.stream !== stream);
  state.offers = state.offers.filter((other) => other.stream !== stream);
  for (const link of state.owner?.links ?? []) {
    if (link.stream !== stream) continue;
    link.stream = null;
    link.inbox = new Uint8Array(0);
  }
  if (state.follower?.stream === stream) streamLost(state.follower, nowOf(context) + config.tuning.reconnectDelayNs);
  if (state.owner?.clone?.stream === stream) cloneStreamClosed(context);
  if (state.joining?.stream === stream) sourceStreamClosed(context, state.joining);
}

function answered(context: Context, reply: ArbiterReply): void {
  const request = takeAnswer(context, reply);
  if (!request) return;
  if (reply.granted) return granted(context, request);
  const reason = `the arbiter said no: owner is ${reply.record.owner ?? "nobody"}`;
  switch (context.parts.losing.afterNo(request.kind, context.state.replica, reply.record)) {
    case "resume":
      return resumeAsBackup(context, reason);
    case "off":
      return leave(context, "off", "the record says that the VM is powered off");
    case "spare":
      return leave(context, "spare", reason);
    case "halt":
      return halt(context, reason);
  }
}

function granted(context: Context, { kind, expected }: ArbiterRequest): void {
  switch (kind) {
    case "live":
      followerOf(context).grantedNs = nowOf(context);
      enter(context, "draining", "the arbiter said yes");
      return finishDraining(context);
    case "alone":
      return goOnAlone(context, expected.backup);
    case "arm":
    case "move-backup":
      return cloneArmed(context);
    case "move-primary":
      cloneTookOver(context);
      return halt(context, "the arbiter said yes: the destination is the owner");
    case "power-off":
      return leave(context, "off", "the arbiter said yes: powered off");
    case "cold-start":
      return startAnew(context);
  }
}

/** The answer to who waits for the record to change. */
function recordRead(context: Context, record: ArbiterRecord): void {
  const { phase, open } = context.state;
  if (phase === "destination") destinationReads(context, record);
  if (phase === "asking-live" && !open) cloneReads(context, record);
}

function diskAnswered(context: Context, answer: DiskAnswer): void {
  const { owner, follower, joining } = context.state;
  if (answer.operation < 0) {
    if (owner?.clone && !sourceDiskAnswered(context, owner.clone, answer)) giveUpClone(context, "the disk fails");
    else if (joining) copyAnswered(context, joining, answer);
  } else if (owner) {
    const input = ownedAnswered(context, answer);
    if (input === "refused") halt(context, "storage refused a write: somebody else is its sole writer");
    else if (input) arrive(context, input);
  } else if (follower) {
    if (!replayedAnswered(context, answer)) return lose(context, "cannot use its disk");
    finishDraining(context);
  }
  // The primary's next write may wait for this read.
  if (follower?.streamUp && context.config.backupReads) follower.acknowledgeNs = nowOf(context);
}

/** What time alone brings. */
function tick(context: Context): void {
  const { state, parts } = context;
  const now = nowOf(context);
  if (state.open && parts.arbiterClient.assumesYes(now - state.open.askedNs)) {
    const { id, expected, next } = state.open.request;
    answered(context, { id, granted: true, record: { version: expected.version + 1, ...next, request: id } });
  }
  if (state.owner) {
    primaryTick(context);
    suspectBackup(context);
    seekWhenDue(context);
    throttleWhenDue(context);
  }
  if (state.follower) backupTick(context);
  repeatRequest(context);
  readWhenDue(context);
  sendHeartbeats(context);
}

/** Asks for the record; the answer sets when to ask again, and so does this, where none comes. */
function readWhenDue(context: Context): void {
  const { state, config } = context;
  if (state.readNs === null || nowOf(context) < state.readNs) return;
  state.readNs = nowOf(context) + config.tuning.askAgainNs;
  context.effects.push({ kind: "read-record" });
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

/** Hosts of the replicas to which this one says that it is alive. */
function heartbeatHosts({ state }: Context): readonly string[] {
  if (state.owner) return state.owner.links.map(({ replica }) => hostOf(replica));
  return state.follower ? [hostOf(state.follower.owner)] : [];
}

/** When to say so next; Infinity: never. Who asked to go on without the other says nothing. */
function heartbeatNs({ state }: Context): Nanoseconds {
  const { owner, phase } = state;
  const says = owner ? phase !== "asking-alone" && owner.links.length > 0 : phase === "backup" && state.follower;
  return says ? state.heartbeatNs : Infinity;
}

function sendHeartbeats(context: Context): void {
  const { state, config } = context;
  const now = nowOf(context);
  if (now < heartbeatNs(context)) return;
  state.heartbeatNs = now + config.tuning.heartbeatIntervalNs;
  for (const to of heartbeatHosts(context)) {
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
  const ownerNs = state.owner
    ? Math.min(primaryDeadline(context), cloneDeadline(context), throttleNs(state.owner))
    : Infinity;
  const followerNs = state.follower ? backupDeadline(context) : Infinity;
  const nextNs = Math.min(openNs, heartbeatNs(context), ownerNs, followerNs, destinationDeadline(context));
  return nextNs === Infinity ? null : nextNs;
}
