/**
 * A node: the part of the FT stack that serves one VM on one boot of one host. Sans-I/O: `handle` takes an input and
 * returns what is to be done, in that order; nothing else happens and no time passes within.
 *
 * This file routes inputs by phase. What is done about them stands in `primary.ts`, `protection.ts`, `backup.ts`,
 * `answers.ts`, `streams.ts`, `heartbeats.ts` and `vmotion-*.ts`; which phases there are, and what leads from one to
 * the other, in `phase.ts`.
 */
import type { Effect, HostTime, Input } from "../ports.ts";
import type { VirtualMachine } from "../vm/machine-io.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import { answered, recordRead } from "./answers.ts";
import { repeatRequest } from "./arbiter-client.ts";
import { backupDeadline, backupTick, backupWantsCpu, lose, replaySlice } from "./backup.ts";
import { epochPages } from "./checkpoint.ts";
import { orderColdStart } from "./cold-start.ts";
import type { NodeConfig } from "./config.ts";
import { type Context, enter, machineOf, nowOf, ownerOf } from "./context.ts";
import { copyPlain } from "./copy.ts";
import { finishDraining, firstGuest, newFollower, newOwner, requestEntropyAgain } from "./go-live.ts";
import { type DiskAnswer, ownedAnswered, replayedAnswered } from "./disk-queue.ts";
import { heardDatagram, heartbeatNs, sendHeartbeats } from "./heartbeats.ts";
import { attachDriver, createMachine, dropMachine, halt } from "./lifecycle.ts";
import { connect } from "./log-receiver.ts";
import { flush, newLink } from "./log-sender.ts";
import { loadImage, type MachineImage } from "./machine-image.ts";
import { formerAnswered, sourceDiskAnswered } from "./mirror.ts";
import { commandAnswered } from "./own-disk.ts";
import type { Parts } from "./parts.ts";
import type { Phase } from "./phase.ts";
import { seekProtection, seekWhenDue } from "./placement.ts";
import { arrive, control, primaryDeadline, primarySettle, primaryTick, primaryWantsCpu, runSlice } from "./primary.ts";
import { suspectBackup } from "./protection.ts";
import { advancePowerOff } from "./power-off.ts";
import { throttleNs, throttleWhenDue } from "./throttle.ts";
import { type ArbiterRecord, attemptOf, replicaId, type ReplicaId } from "./record.ts";
import type { NodeState } from "./state.ts";
import { streamBytes, streamClosed, streamOpened } from "./streams.ts";
import { copyAnswered, destinationDeadline } from "./vmotion-destination.ts";
import { advanceClone, cloneDeadline, giveUpClone, move, placed, writtenSoFar } from "./vmotion-source.ts";

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
