/**
 * Disk operations that the guest started, from the moment it did until they are over. Three kinds of replica touch the
 * disk (paper 4.1, 4.2): an owner carries all of them out; a backup with a disk of its own carries out the writes, which
 * are internal, once they are done on the primary's; a backup that reads for itself carries out the reads. What a replica
 * carries out, it waits for.
 */
import type { MadeOutput } from "../replay/output.ts";
import type { DiskOperation, MachineInput } from "../vm/machine-io.ts";
import type { Nanoseconds } from "../vm/units.ts";
import type { NodeConfig } from "./config.ts";
import { type Context, guestOf, machineOf, nowOf, observe, ownerOf } from "./context.ts";
import { command } from "./own-disk.ts";
import type { StartedOperation } from "./state.ts";

export interface BackupReads {
  /** Reads that a new receiver of the log has to do as well, of what is without a completion when it joins. */
  underWay(started: readonly StartedOperation[]): DiskOperation[];
  /** Whether a write must wait for a backup that has not read yet what it would overwrite (paper 4.2). */
  holdsUp(write: DiskOperation, unread: readonly DiskOperation[]): boolean;
}

export const backupReads: BackupReads = {
  underWay: (started) => started.map(({ operation }) => operation).filter(({ type }) => type === "read"),
  holdsUp: (write, unread) =>
    write.type === "write" &&
    unread.some(({ operation, sector, sectorCount }) => {
      const overlap = sector < write.sector + write.sectorCount && write.sector < sector + sectorCount;
      return operation < write.operation && overlap;
    }),
};

export interface DiskCompletion {
  /** Whether an operation is over, now that its completion is in the log. `waits`: this replica's own disk does it, too. */
  isOver(started: StartedOperation, waits: boolean): boolean;
}

export const diskCompletion: DiskCompletion = {
  isOver: ({ stage }, waits) => !waits || stage === "answered",
};

/** Keeps a disk operation until its completion is in the log, and this replica's own disk has answered. */
export function start(context: Context, operation: DiskOperation, made: MadeOutput | null, replayed: boolean): void {
  const guest = guestOf(context);
  guest.operationsStarted = operation.operation + 1;
  guest.disk.push({
    operation,
    made,
    madeNs: nowOf(context),
    replayed,
    stage: "waiting",
    logged: false,
    answer: null,
    attempts: 0,
    againNs: null,
  });
}

/** Whether a backup, too, carries it out. */
function backupCarriesOut({ type }: DiskOperation, config: NodeConfig): boolean {
  return type === "read" ? config.backupReads : config.disks === "non-shared";
}

/** Owner: sends to the disk what may go. `acknowledged`: the last entry that every possible winner has. */
export function issueOwned(context: Context, acknowledged: number): void {
  const { disk } = guestOf(context);
  const { outputGate, backupReads: part } = context.parts;
  const { unread } = ownerOf(context);
  disk.forEach((started, index) => {
    const { made, stage, operation } = started;
    if (stage !== "waiting" || (made && !outputGate.mayLeave(made.entry, acknowledged, made.device))) return;
    if (unread.length > 0 && part.holdsUp(operation, unread)) return;
    if (context.parts.diskOrder.mayIssue(disk, index)) issue(context, started);
  });
}

/** Backup: the same for what it carries out itself. `ended`: the VM is off, and the log says no more. */
export function issueReplayed(context: Context, ended: boolean): void {
  const { disk } = guestOf(context);
  const now = nowOf(context);
  for (const started of disk) {
    if (started.stage !== "waiting" || !backupCarriesOut(started.operation, context.config)) continue;
    if (started.againNs !== null && now < started.againNs) continue;
    if (!context.parts.ownDisk.mayFollow(started, ended)) continue;
    // Its own disk's answer is all that an overlapping operation waits for; of the others, the log says when they are over.
    const before = disk.filter(({ stage }) => stage !== "answered");
    if (context.parts.diskOrder.mayIssue(before, before.indexOf(started))) issue(context, started);
  }
}

/** Backup: its own disk has not done all that the guest wrote. */
export function isWriting(context: Context): boolean {
  return guestOf(context).disk.some(
    ({ operation, stage }) =>
      operation.type !== "read" && stage !== "answered" && backupCarriesOut(operation, context.config),
  );
}

function issue(context: Context, started: StartedOperation): void {
  const { operation, made, replayed } = started;
  started.stage = "issued";
  started.attempts++;
  const outgoing = context.parts.bounce.outgoing(operation, machineOf(context));
  const output = context.state.owner && made ? made.output : null;
  command(context, outgoing, output);
  const { operation: number, type, sector, sectorCount } = operation;
  observe(context, { what: "disk-issued", operation: number, type, sector, sectorCount, again: replayed });
  if (context.state.owner && made) observeRelease(context, made, started);
}

export function observeRelease(
  context: Context,
  { output, device, position, hash, entry }: MadeOutput,
  { madeNs, replayed }: Pick<StartedOperation, "madeNs" | "replayed">,
): void {
  const heldNs = nowOf(context) - madeNs;
  observe(context, { what: "released", output, device, position, hash, entry, heldNs, again: replayed });
}

export interface DiskAnswer {
  readonly operation: number;
  readonly outcome: "ok" | "error" | "refused";
  readonly data: Uint8Array | null;
}

function issued(context: Context, { operation }: DiskAnswer): StartedOperation | null {
  const found = guestOf(context).disk.find((other) => other.operation.operation === operation);
  return found?.stage === "issued" ? found : null;
}

/** Owner: the disk answered. What to give the guest, if anything. A refusal means that somebody else is the owner now. */
export function ownedAnswered(context: Context, answer: DiskAnswer): MachineInput | "refused" | null {
  const started = issued(context, answer);
  if (!started) return null;
  if (answer.outcome === "refused") return "refused";
  started.stage = "answered";
  started.answer = { ok: answer.outcome === "ok", data: answer.data };
  if (!started.logged) return completionOf(started, started.answer);
  observe(context, { what: "disk-completed", operation: answer.operation, ok: started.answer.ok });
  forget(context, started);
  return null;
}

/** What the guest gets for an operation that is done. */
export function completionOf(
  { operation }: StartedOperation,
  { ok, data }: NonNullable<StartedOperation["answer"]>,
): MachineInput {
  return { kind: "disk", operation: operation.operation, ok, data: ok && operation.type === "read" ? data : null };
}

/**
 * Backup: its disk answered. False: it cannot carry out what it must, and tried often enough. Who has asked to go live
 * may be the last that is left, and tries on.
 */
export function replayedAnswered(context: Context, answer: DiskAnswer): boolean {
  const started = issued(context, answer);
  if (!started) return true;
  const { tuning } = context.config;
  if (answer.outcome !== "ok") {
    started.stage = "waiting";
    started.againNs = nowOf(context) + tuning.diskAgainNs;
    return context.state.phase !== "backup" || started.attempts < tuning.diskAttemptsMax;
  }
  started.stage = "answered";
  started.answer = { ok: true, data: answer.data };
  observe(context, { what: "disk-completed", operation: answer.operation, ok: true });
  if (started.logged) forget(context, started);
  return true;
}

/** Its completion is in the log: for the guest it is over. `ok`: whether the owner's disk has done it. */
export function completionLogged(context: Context, operation: number, ok: boolean): void {
  const started = guestOf(context).disk.find((other) => other.operation.operation === operation);
  if (!started) return;
  started.logged = true;
  const isDue = ok || started.operation.type === "read";
  const waits = isDue && !context.state.owner && backupCarriesOut(started.operation, context.config);
  if (context.parts.diskCompletion.isOver(started, waits)) forget(context, started);
}

function forget(context: Context, started: StartedOperation): void {
  const guest = guestOf(context);
  guest.disk = guest.disk.filter((other) => other !== started);
}

/** Backup: what to apply for a completion that carries no data, because each side reads for itself; null: not yet. */
export function ownData(context: Context, input: MachineInput): MachineInput | null {
  if (input.kind !== "disk" || !input.ok || !context.config.backupReads) return input;
  const started = guestOf(context).disk.find((other) => other.operation.operation === input.operation);
  if (started?.operation.type !== "read") return input;
  return started.answer ? { ...input, data: started.answer.data } : null;
}

/** Backup: all reads with smaller numbers are done on this side. */
export function readsDone(context: Context): number {
  const { disk, operationsStarted } = guestOf(context);
  for (const { operation, stage } of disk) {
    if (operation.type === "read" && stage !== "answered") return operation.operation;
  }
  return operationsStarted;
}

/** Backup: when to try again what its disk would not do. */
export function againNs(context: Context): Nanoseconds {
  let nextNs = Infinity;
  for (const { stage, againNs: atNs } of context.state.guest?.disk ?? []) {
    if (stage === "waiting" && atNs !== null && atNs < nextNs) nextNs = atNs;
  }
  return nextNs;
}

/** Owner: remembers a read that a backup has to do as well, before anything may be written over it. */
export function rememberRead(context: Context, operation: DiskOperation): void {
  const owner = ownerOf(context);
  if (operation.type === "read" && context.config.backupReads && owner.links.length > 0) owner.unread.push(operation);
}

/** Owner: the same of reads that it began before there was the receiver that has to do them, too. */
export function rememberReadsUnderWay(context: Context): void {
  if (!context.config.backupReads) return;
  const { unread } = ownerOf(context);
  for (const read of context.parts.backupReads.underWay(guestOf(context).disk))
    if (!unread.some(({ operation }) => operation === read.operation)) unread.push(read);
}

/** Owner that moves: reads that are over for the guest, and that the backup has yet to do. */
export function unreadByBackup(context: Context): readonly DiskOperation[] {
  const { disk } = guestOf(context);
  return ownerOf(context).unread.filter(
    ({ operation }) => !disk.some((started) => started.operation.operation === operation),
  );
}

/** Destination that acts: of reads that are over, only the backup has to do any. */
export function adoptUnread(context: Context): void {
  rememberReadsUnderWay(context);
  const guest = guestOf(context);
  guest.disk = guest.disk.filter(({ operation, logged }) => operation.type !== "read" || !logged);
}

/** Owner: forgets reads that every receiver of the log has done. */
export function forgetRead(context: Context): void {
  const owner = ownerOf(context);
  if (owner.unread.length === 0) return;
  let least = Infinity;
  for (const link of owner.links) if (link.readsDone < least) least = link.readsDone;
  owner.unread = owner.unread.filter(({ operation }) => operation >= least);
}
