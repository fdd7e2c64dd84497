/**
 * FT VMotion, the source's side (paper 3.1): copies the running machine page by page, round after round; cuts where
 * few pages are left; from the exact cut the clone gets the log and every output waits for its acknowledgement, too;
 * once it is in step, one compare-and-set makes it what it is for.
 */
import { FormatError } from "../replay/bytes.ts";
import type { EntryNumber } from "../replay/entry.ts";
import type { Nanoseconds } from "../vm/units.ts";
import { ask } from "./arbiter-client.ts";
import { copyDisk, isDiskCopied } from "./mirror.ts";
import { markEpoch } from "./checkpoint.ts";
import { takeCloneState } from "./clone-state.ts";
import { type Context, enter, guestOf, machineOf, nowOf, observe, ownerOf } from "./context.ts";
import { rememberReadsUnderWay, unreadByBackup } from "./disk-queue.ts";
import { closeBatch, dropFormer, dropLink, newLink } from "./log-sender.ts";
import { isZero } from "./machine-image.ts";
import { noteFailed, seekProtection } from "./placement.ts";
import type { HostId } from "./record.ts";
import type { CloneProgress, GuestState, LogLink } from "./state.ts";
import type { Tuning } from "./tuning.ts";
import { type CloneKind, decodeVMotion, encodeVMotion, type VMotionMessage } from "./vmotion-messages.ts";

export interface VMotion {
  /** Pages that a round copies again. */
  pagesOfRound(written: readonly number[]): readonly number[];
  /** Whether to cut after so many rounds, with so many pages written since the last one began. */
  mayCut(rounds: number, pagesLeft: number, guest: GuestState, tuning: Tuning): boolean;
  runsWhileCopying(): boolean;
  /** Whether the VM stops at the cut: for a move of the primary, since its destination goes on from there. */
  stopsAtCut(kind: CloneKind): boolean;
  /**
   * Whether an owner that may have stopped at the cut takes the operator's orders: what it logs then bears the number of
   * the destination's first entry, and the backup would take it for that one.
   */
  takesOrders(stopped: boolean): boolean;
  /** Whether a clone gets a copy of a disk that is not shared. */
  copiesDisk(): boolean;
  /** Whether a write of the guest that is over goes to that copy, too. `ok`: whether it is on the source's own disk. */
  copiesWrite(ok: boolean): boolean;
  /** The first entry that the clone gets by the log: the one after the cut. */
  firstEntry(next: EntryNumber): EntryNumber;
  /** What of the unfinished goes along: all of it. */
  carried(guest: GuestState): Pick<GuestState, "held" | "disk">;
  /** Whether the arbiter may be asked for the clone. `link`: to the clone, or for a move of the primary to its backup. */
  inStep(clone: CloneProgress, link: LogLink | null): boolean;
}

export const vmotion: VMotion = {
  pagesOfRound: (written) => written,
  mayCut: (rounds, pagesLeft, _guest, { vmotionPagesLeft, vmotionRoundsMax }) =>
    pagesLeft <= vmotionPagesLeft || rounds >= vmotionRoundsMax,
  runsWhileCopying: () => true,
  stopsAtCut: (kind) => kind === "move-primary",
  takesOrders: (stopped) => !stopped,
  copiesDisk: () => true,
  copiesWrite: (ok) => ok,
  firstEntry: (next) => next,
  carried: ({ held, disk }) => ({ held, disk }),
  inStep: (clone, link) =>
    clone.stage === "cut" && clone.hasState && link !== null && link.greeted && link.acknowledged >= clone.cutEntry,
};

const pagesInMessage = 32;

function beginClone(context: Context, kind: CloneKind, host: HostId): void {
  const { state } = context;
  const stream = state.nextStream;
  state.nextStream += 2;
  ownerOf(context).clone = {
    kind,
    host,
    replica: null,
    stream,
    inbox: new Uint8Array(0),
    stage: "opening",
    rounds: 0,
    pages: [],
    nextPage: 0,
    written: [],
    sent: 0,
    got: 0,
    hasState: false,
    nextSector: 0,
    reading: null,
    cutEntry: 0,
    beganNs: nowOf(context),
    progressNs: nowOf(context),
    stoppedNs: null,
  };
  context.effects.push({ kind: "stream-open", stream, to: host, purpose: "vmotion" });
}

function cloneOf(context: Context): CloneProgress {
  const { clone } = ownerOf(context);
  if (!clone) throw new Error(`${context.state.replica} clones nothing`);
  return clone;
}

function say(context: Context, message: VMotionMessage): void {
  const { stream } = cloneOf(context);
  if (stream !== null) context.effects.push({ kind: "stream-write", stream, bytes: encodeVMotion(message) });
}

/** The stream to the destination is up. */
export function offerClone(context: Context): void {
  const { kind } = cloneOf(context);
  const { replica, record } = context.state;
  say(context, { type: "offer", kind, source: replica, record });
}

export function receiveFromDestination(context: Context, bytes: Uint8Array): void {
  const clone = cloneOf(context);
  try {
    const { messages, rest } = decodeVMotion(clone.inbox, bytes);
    clone.inbox = rest;
    for (const message of messages) if (ownerOf(context).clone === clone) receive(context, clone, message);
  } catch (error) {
    if (!(error instanceof FormatError)) throw error;
    giveUpClone(context, error.message);
  }
}

function receive(context: Context, clone: CloneProgress, message: VMotionMessage): void {
  clone.progressNs = nowOf(context);
  switch (message.type) {
    case "ready": {
      const machine = machineOf(context);
      clone.replica = message.replica;
      clone.stage = "copying";
      clone.pages = Array.from({ length: machine.pageCount }, (_, page) => page);
      context.cloneMark = machine.writeMark();
      if (!context.parts.vmotion.runsWhileCopying()) clone.stoppedNs = nowOf(context);
      observeClone(context, clone, "began");
      return;
    }
    case "got":
      clone.got = message.count;
      return;
    case "in-step":
      clone.hasState = true;
      return;
    case "given-up":
      return giveUpClone(context, message.reason);
    case "offer":
    case "pages":
    case "sectors":
    case "state":
    case "look":
      throw new FormatError(`vmotion: ${message.type} is not for the source`);
  }
}

function observeClone(
  context: Context,
  clone: CloneProgress,
  step: "began" | "round" | "cut" | "in-step" | "committed" | "given-up",
): void {
  const { host, replica, stoppedNs } = clone;
  const stopNs = stoppedNs === null ? 0 : nowOf(context) - stoppedNs;
  observe(context, { what: "vmotion", step, to: replica ?? host, host, stopNs });
}

/** Brings the clone on as far as it goes now. Between units only. */
export function advanceClone(context: Context): void {
  const { clone } = ownerOf(context);
  if (!clone || clone.stage === "asked") return;
  if (nowOf(context) >= cloneDeadline(context)) {
    return giveUpClone(context, `too little progress in stage ${clone.stage}`);
  }
  if (clone.stage === "copying") {
    copyDisk(context, clone);
    copyPages(context, clone);
  }
  if (context.parts.vmotion.inStep(clone, watchedLink(context, clone))) askForClone(context, clone);
}

/** Whose acknowledgements say that the clone may be asked for. */
function watchedLink(context: Context, { kind, replica }: CloneProgress): LogLink | null {
  const wanted = kind === "move-primary" ? context.state.record.backup : replica;
  return ownerOf(context).links.find((link) => link.replica === wanted) ?? null;
}

function copyPages(context: Context, clone: CloneProgress): void {
  const { vmotionPagesInFlight } = context.config.tuning;
  const { vmotion: part } = context.parts;
  for (;;) {
    while (clone.nextPage < clone.pages.length && clone.sent - clone.got < vmotionPagesInFlight)
      sendPages(context, clone);
    if (clone.nextPage < clone.pages.length || clone.got < clone.sent) return;
    clone.rounds++;
    const written = takeWritten(context, clone);
    clone.pages = [...part.pagesOfRound(written)];
    clone.nextPage = 0;
    const mayCut = part.mayCut(clone.rounds, written.length, guestOf(context), context.config.tuning);
    if (mayCut && isDiskCopied(context, clone)) return cut(context, clone);
    observeClone(context, clone, "round");
    if (clone.pages.length === 0) return;
  }
}

/** Pages written since the present round began; the next begins. */
function takeWritten(context: Context, clone: CloneProgress): readonly number[] {
  const machine = machineOf(context);
  const written = writtenSoFar(context, clone);
  clone.written = [];
  context.cloneMark = machine.writeMark();
  return written;
}

/** For a saved node, whose mark does not outlive its machine. */
export function writtenSoFar(context: Context, clone: CloneProgress): readonly number[] {
  if (context.cloneMark === null) return clone.written;
  const pages = new Set([...clone.written, ...machineOf(context).pagesWrittenSince(context.cloneMark)]);
  return [...pages].toSorted((a, b) => a - b);
}

function sendPages(context: Context, clone: CloneProgress): void {
  const machine = machineOf(context);
  const numbers = clone.pages.slice(clone.nextPage, clone.nextPage + pagesInMessage);
  const pages = numbers.map((page) => {
    const bytes = machine.readPage(page);
    return { page, bytes: isZero(bytes) ? null : bytes };
  });
  say(context, { type: "pages", pages });
  clone.nextPage += numbers.length;
  clone.sent += numbers.length;
}

/** The exact cut: what is left of the memory and all the rest, as they are between two units. */
function cut(context: Context, clone: CloneProgress): void {
  const { parts, config } = context;
  const owner = ownerOf(context);
  const guest = guestOf(context);
  closeBatch(context);
  if (config.strategy === "checkpoint" && owner.links.length === 0) markEpoch(context);
  while (clone.nextPage < clone.pages.length) sendPages(context, clone);
  context.cloneMark = null;
  const nextEntry = parts.vmotion.firstEntry(guest.execution.nextEntry);
  const { held, disk } = parts.vmotion.carried(guest);
  const unread = clone.kind === "move-primary" ? unreadByBackup(context) : [];
  const over = unread.map((operation) => ({ operation, made: null, logged: true }));
  const cloned = takeCloneState(context, nextEntry, { held, disk: [...over, ...disk] });
  say(context, { type: "state", state: cloned });
  clone.stage = "cut";
  clone.cutEntry = guest.execution.nextEntry - 1;
  if (parts.vmotion.stopsAtCut(clone.kind)) {
    owner.stopped = true;
    clone.stoppedNs ??= nowOf(context);
  }
  if (clone.kind !== "move-primary") {
    owner.links.push(newLink(clone.replica ?? "", nextEntry - 1, nowOf(context)));
    rememberReadsUnderWay(context);
  }
  observe(context, { what: "digest", position: cloned.position, entry: nextEntry - 1, digest: cloned.digest });
  observeClone(context, clone, "cut");
  if (!owner.stopped) clone.stoppedNs = null;
}

function askForClone(context: Context, clone: CloneProgress): void {
  const { state } = context;
  const { generation, backup } = state.record;
  const { kind, replica } = clone;
  clone.stage = "asked";
  observeClone(context, clone, "in-step");
  if (kind === "move-primary") {
    enter(context, "asking-move", `${replica ?? ""} has the state`);
    ask(context, kind, { generation: generation + 1, owner: replica, backup, state: "running" });
  } else {
    enter(context, "asking-arm", `${replica ?? ""} is in step`);
    ask(context, kind, { generation, owner: state.replica, backup: replica, state: "running" });
  }
}

/** The arbiter said yes: the clone is the backup. */
export function cloneArmed(context: Context): void {
  const owner = ownerOf(context);
  const clone = cloneOf(context);
  dropFormer(context);
  observeClone(context, clone, "committed");
  say(context, { type: "look" });
  closeClone(context, clone);
  owner.seek = null;
  owner.failedHosts = [];
  enter(context, "primary-protected", "the arbiter said yes");
}

/** The arbiter said yes to a move of the primary: the clone is the owner, and this replica is no more. */
export function cloneTookOver(context: Context): void {
  observeClone(context, cloneOf(context), "committed");
  say(context, { type: "look" });
}

/** Only unasked: a request once sent may still land. The primary of a move that is given up acts again. */
export function giveUpClone(context: Context, reason: string): void {
  const owner = ownerOf(context);
  const { clone } = owner;
  if (!clone || clone.stage === "asked") return;
  say(context, { type: "given-up", reason });
  observeClone(context, clone, "given-up");
  const link = owner.links.find(({ replica }) => replica === clone.replica);
  if (link) dropLink(context, link);
  owner.stopped = false;
  closeClone(context, clone);
  noteFailed(owner, clone.host);
  if (context.state.phase === "primary-alone" && !owner.seek) seekProtection(context, null);
}

function closeClone(context: Context, clone: CloneProgress): void {
  if (clone.stream !== null) context.effects.push({ kind: "stream-close", stream: clone.stream });
  ownerOf(context).clone = null;
  context.cloneMark = null;
}

/** The stream broke. What was asked or is in step goes on without it. */
export function cloneStreamClosed(context: Context): void {
  const clone = cloneOf(context);
  clone.stream = null;
  if (clone.stage !== "asked" && !clone.hasState) giveUpClone(context, "the stream broke");
}

/** Placement's answer. */
export function placed(context: Context, hosts: readonly HostId[]): void {
  const { state, parts, config } = context;
  const owner = ownerOf(context);
  if (state.phase !== "primary-alone" || owner.clone || !owner.seek || owner.power !== "on") return;
  const host = parts.placement.choose(hosts, config.host, owner.failedHosts);
  if (host !== null) beginClone(context, "arm", host);
}

/** The operator wants a replica elsewhere. A primary moves only while it is protected. */
export function move(context: Context, which: "primary" | "backup", to: HostId): void {
  const { state, parts } = context;
  const { clone, power } = ownerOf(context);
  if (state.phase !== "primary-protected" || clone || power !== "on") return;
  if (!parts.placement.mayHold(to, [state.replica, state.record.backup])) return;
  beginClone(context, which === "primary" ? "move-primary" : "move-backup", to);
}

export function cloneDeadline(context: Context): Nanoseconds {
  const { clone } = ownerOf(context);
  if (!clone || clone.stage === "asked") return Infinity;
  const { vmotionTimeoutNs, vmotionStopMaxNs } = context.config.tuning;
  const isStopped = clone.stage === "cut" && clone.stoppedNs !== null;
  return Math.min(
    clone.progressNs + vmotionTimeoutNs,
    isStopped ? (clone.stoppedNs ?? 0) + vmotionStopMaxNs : Infinity,
  );
}
