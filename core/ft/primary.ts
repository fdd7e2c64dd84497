/** A node that executes its guest by its own decisions: slices of CPU time, inputs, outputs, suspicion of the backup. */
import type { ControlOperation } from "../replay/entry.ts";
import { readEntryMaxBytes } from "../replay/recorder.ts";
import type { MachineInput } from "../vm/machine-io.ts";
import type { Nanoseconds, Units } from "../vm/units.ts";
import { announceNs, announceWhenDue, heardFrame } from "./announcer.ts";
import { type Context, guestNow, guestOf, machineOf, nowOf, observe, ownerOf, recorderOf } from "./context.ts";
import { completionLogged, rememberRead, start } from "./disk-queue.ts";
import { suspicionNs } from "./detector.ts";
import { closeBatch, flush, keepAlive, keepAliveNs, roomBytes } from "./log-sender.ts";
import { seekNs } from "./placement.ts";
import { powerOff } from "./power-off.ts";
import { mirrorWrite } from "./mirror.ts";
import { hold, release } from "./release.ts";
import type { OwnerState } from "./state.ts";
import { giveShare } from "./throttle.ts";
import type { Tuning } from "./tuning.ts";

export interface Arrival {
  /** When an input that arrived is given to the machine: at once (paper 2.1), not at the end of an epoch. */
  deliverNs(arrivedNs: Nanoseconds, tuning: Tuning): Nanoseconds;
}

export const arrival: Arrival = {
  deliverNs: (arrivedNs) => arrivedNs,
};

/** When the machine's next timer is due, on the host's clock. */
function timerNs(context: Context, owner: OwnerState): Nanoseconds | null {
  const dueNs = owner.dead || owner.power !== "on" ? null : machineOf(context).nextTimerNs();
  return dueNs === null ? null : dueNs - owner.guestAheadNs;
}

/** Whether the machine may take inputs and units: not stopped by a full log buffer, nor for ever. */
function mayAct(context: Context): boolean {
  const { dead, stopped, power } = ownerOf(context);
  return !dead && !stopped && power !== "logged" && roomBytes(context) > 0;
}

export function primaryWantsCpu(context: Context): boolean {
  const { idle, clone, power } = ownerOf(context);
  const { outputGate, vmotion } = context.parts;
  if (idle || power !== "on" || !mayAct(context) || !outputGate.runsWhile(guestOf(context).held)) return false;
  return clone?.stage !== "copying" || vmotion.runsWhileCopying();
}

/** Runs the guest for at most `units`; stops where it halts, or where the log buffer is full. */
export function runSlice(context: Context, units: Units, unitsPerSecond: number): Units {
  const owner = ownerOf(context);
  const machine = machineOf(context);
  const recorder = recorderOf(context);
  const { batchMaxBytes, timerCheckNs } = context.config.tuning;
  const from = machine.position;
  const checkUnits = Math.max(1, Math.floor((timerCheckNs * unitsPerSecond) / 1_000_000_000));
  recorder.at(guestNow(context), context.time, unitsPerSecond);
  while (primaryWantsCpu(context)) {
    const left = units - (machine.position - from);
    if (left <= 0) break;
    const dueNs = machine.nextTimerNs();
    if (dueNs !== null && recorder.nowNs() >= dueNs) {
      tick(context, dueNs);
      continue;
    }
    const untilTimer = dueNs === null ? Infinity : recorder.unitsUntil(dueNs);
    const untilFull = Math.floor(Math.min(roomBytes(context), batchMaxBytes) / readEntryMaxBytes);
    const end = recorder.run(Math.max(1, Math.min(left, untilTimer, checkUnits, untilFull)));
    collect(context);
    if (end === "halted") owner.idle = true;
    if (end === "shutdown") die(context);
    if (owner.recording.pendingBytes >= batchMaxBytes) closeBatch(context);
  }
  digestWhenDue(context);
  const { position, instructions } = machine;
  if (guestOf(context).held.length > 0) observe(context, { what: "executed", position, instructions });
  return position - from;
}

function die(context: Context): void {
  ownerOf(context).dead = true;
  observe(context, { what: "guest-died", position: machineOf(context).position });
}

/** The timer's time has come: the machine must then be waiting for a later one. */
function tick(context: Context, dueNs: Nanoseconds): void {
  const atGuestNs = recorderOf(context).nowNs();
  apply(context, { kind: "timer", atGuestNs });
  const nextNs = machineOf(context).nextTimerNs();
  if (nextNs !== null && nextNs <= atGuestNs) {
    throw new Error(`timer due at ${dueNs}, given ${atGuestNs}, is due again at ${nextNs}`);
  }
}

/** Gives the machine an input where it stands. */
function apply(context: Context, input: MachineInput): void {
  const recorder = recorderOf(context);
  if (input.kind === "disk") {
    mirrorWrite(context, input);
    completionLogged(context, input.operation, input.ok);
    observe(context, { what: "disk-completed", operation: input.operation, ok: input.ok });
    recorder.apply(input, context.config.backupReads ? { ...input, data: null } : input);
  } else recorder.apply(input);
  ownerOf(context).idle = false;
  collect(context);
}

/** Takes up what the guest made: outputs wait, requests go out, a pulled reset line is answered. */
function collect(context: Context): void {
  const { outputs, others } = recorderOf(context).collect();
  for (const made of outputs) hold(context, made, false);
  for (const made of others) {
    if (made.kind === "disk") {
      start(context, made.operation, null, false);
      rememberRead(context, made.operation);
    }
    if (made.kind === "entropy") {
      context.effects.push({ kind: "entropy", operation: made.operation, byteCount: made.byteCount });
    }
    if (made.kind === "reset") apply(context, { kind: "reset" });
  }
}

/** Something from outside for the guest. It waits only where the machine can take nothing. */
export function arrive(context: Context, input: MachineInput): void {
  const owner = ownerOf(context);
  // Of a guest that is being powered off, only what it started is finished.
  if (owner.dead || (owner.power !== "on" && input.kind !== "disk")) return;
  const { pendingFramesMax } = context.config.tuning;
  if (input.kind === "frame") {
    heardFrame(context, input.bytes);
    if (owner.pendingInputs.length >= pendingFramesMax) return;
  }
  context.parts.bounce.arrived(input, machineOf(context));
  owner.pendingInputs.push({ input, arrivedNs: nowOf(context) });
  deliver(context);
}

function deliver(context: Context): void {
  const owner = ownerOf(context);
  if (owner.pendingInputs.length === 0) return;
  recorderOf(context).at(guestNow(context), context.time, 1);
  for (;;) {
    const next = owner.pendingInputs[0];
    if (!next || !mayAct(context) || nowOf(context) < deliveryNs(context, next.arrivedNs)) return;
    owner.pendingInputs.shift();
    apply(context, next.input);
  }
}

function deliveryNs(context: Context, arrivedNs: Nanoseconds): Nanoseconds {
  return context.parts.arrival.deliverNs(arrivedNs, context.config.tuning);
}

/** A digest for the backup to compare, and for whoever reads the log (DESIGN 5). */
function digestWhenDue(context: Context): void {
  const owner = ownerOf(context);
  const { digestIntervalNs } = context.config.tuning;
  const recorder = recorderOf(context);
  if (digestIntervalNs === 0 || owner.dead || recorder.nowNs() < owner.digestNs) return;
  owner.digestNs = recorder.nowNs() + digestIntervalNs;
  const digest = recorder.digest();
  const { position, instructions } = machineOf(context);
  const entry = guestOf(context).execution.nextEntry - 1;
  observe(context, { what: "digest", position, entry, digest });
  observe(context, { what: "executed", position, instructions });
}

/** What time alone brings. */
export function primaryTick(context: Context): void {
  const owner = ownerOf(context);
  deliver(context);
  const dueNs = owner.idle ? timerNs(context, owner) : null;
  if (dueNs !== null && dueNs <= nowOf(context) && mayAct(context)) {
    recorderOf(context).at(guestNow(context), context.time, 1);
    tick(context, dueNs);
  }
  announceWhenDue(context);
}

/** After everything else: the log goes out, then what may leave. */
export function primarySettle(context: Context): void {
  flush(context);
  release(context);
  flush(context);
  keepAlive(context);
}

/** When time alone will bring something, on the host's clock. */
export function primaryDeadline(context: Context): Nanoseconds {
  const owner = ownerOf(context);
  const { phase, record } = context.state;
  let nextNs = Math.min(announceNs(context), owner.flushNs ?? Infinity, seekNs(context));
  if (owner.idle && mayAct(context)) nextNs = Math.min(nextNs, timerNs(context, owner) ?? Infinity);
  const pending = owner.pendingInputs[0];
  if (pending && mayAct(context)) nextNs = Math.min(nextNs, deliveryNs(context, pending.arrivedNs));
  for (const link of owner.links) {
    nextNs = Math.min(nextNs, keepAliveNs(context, link));
    if (phase === "primary-protected" && link.replica === record.backup)
      nextNs = Math.min(nextNs, suspicionNs(context, link.heard));
  }
  return nextNs;
}

/** Control operations of the operator on a running VM (paper 3.3). */
export function control(context: Context, operation: ControlOperation): void {
  const owner = ownerOf(context);
  if (owner.dead || owner.power !== "on") return;
  if (operation.type === "power-off") return powerOff(context);
  if (!context.parts.vmotion.takesOrders(owner.stopped)) return;
  recorderOf(context).at(guestNow(context), context.time, 1);
  if (operation.type === "reset") return apply(context, { kind: "reset" });
  recorderOf(context).control(operation);
  giveShare(context, operation.perMille);
}
