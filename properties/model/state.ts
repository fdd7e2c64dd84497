/**
 * States of the model: three hosts, one record, one guest, the disks, and whatever is under way. Plain data.
 *
 * Log entries, notes, acknowledgements, requests, replies and disk writes each arrive at any later time or, where their
 * sender died, perhaps never: a cut of the network is the absence of a delivery, a heal its return. What a replica has
 * logged is what its peers may still receive, also after it died; so the channel needs no state of its own.
 */
import { powerOn, type History } from "./history.ts";
import type { Budget } from "./rules.ts";
import type { Known, Record as ArbiterRecord, Request } from "./record.ts";

export const hosts = ["A", "B", "C"] as const;

export type Host = (typeof hosts)[number];

/** Host and attempt, for example `A1`: one attempt of a host to be a replica, never used again. */
export type Id = string;

export const hostOf = (id: Id): Host => id[0] as Host;

export type Role =
  | "idle"
  /** Has asked for a cold start. */
  | "starting"
  | "backup"
  | "destination"
  /** Won, and its own disk has yet to get what the log says was completed (non-shared disks). */
  | "draining"
  | "primary"
  | "halted"
  | "off"
  | "down";

export type CloneKind = "arm" | "move-primary" | "move-backup";

interface Clone {
  readonly id: Id;
  readonly kind: CloneKind;
  /** It has the state as of an exact position, and gets the log from there. */
  readonly cut: boolean;
  /** It has said that it has the state. */
  readonly inStep: boolean;
}

/** Of a write, by the replica that executed it. `redo` and `redone`: see the mutants that issue completed ones again. */
export type Issued = "sent" | "landed" | "refused" | "redo" | "redone";

/** Of the `checkpoint` strategy: the history's length at its end, and how far outputs were handed over by then. */
interface Epoch {
  readonly end: number;
  readonly handed: number;
}

export interface Replica {
  attempt: number;
  role: Role;
  /** What it has executed or received; null where no state has come yet. */
  history: History | null;
  /** The record as it knows it. A follower follows its owner; a clone knows what arming it will make. */
  known: Known;
  request: Pick<Request, "id" | "kind"> | null;
  /** Heard no too early, and will ask again, under another id, when the record has changed. */
  again: boolean;
  tries: number;
  lost: boolean;

  /** Frames before this item were handed over, by the owner's word. */
  note: number;
  /** Got the outputs of an epoch, and not its memory yet. */
  partial: boolean;

  /** Frames before this item are on the wire. */
  handed: number;
  /** Writes before this item are taken for done. */
  skip: number;
  issued: Record<number, Issued>;
  clone: Clone | null;
  /** Items that each follower is known to have acknowledged. */
  seen: Record<Id, number>;
  /** At the cut of a move: executes and releases nothing. */
  stopped: boolean;
  power: "on" | "stopping" | "logged";
  epochs: readonly Epoch[];
  /** Former backups, and what had been logged to them. */
  dropped: Record<Id, number>;
}

export interface SentRequest extends Request {
  /** Found to stand, by a storage that reads first and writes later (a mutant). */
  readonly checked: boolean;
}

export interface Reply {
  readonly request: SentRequest;
  readonly granted: boolean;
  readonly record: ArbiterRecord;
}

export interface DiskWrite {
  readonly by: Id;
  readonly item: number;
  readonly disk: DiskName;
  readonly block: 0 | 1;
  readonly value: History;
}

/** The shared disk, or the disk of a host, which outlives it. */
export type DiskName = "shared" | Host;

export interface State {
  replicas: Record<Host, Replica>;
  record: ArbiterRecord;
  /** What the record will be after its service restarts, where that differs. */
  persisted: ArbiterRecord | null;
  fence: Id;
  remembered: Record<string, boolean>;
  requests: SentRequest[];
  replies: Reply[];
  /** Items acknowledged: `follower>owner`. */
  acknowledged: Record<string, number>;
  writes: DiskWrite[];
  disks: Record<DiskName, readonly [History, History]>;
  /** The longest output that anybody outside has seen, which is the history that led to it. */
  released: History;
  /** Items of frames that were released. */
  frames: string;
  /** The last owner that ran. */
  ran: Id;
  left: Budget;
}

const nothingKnown: Known = { version: 0, generation: 0, owner: null, backup: null };

export function replica(attempt: number, role: Role, fields: Partial<Replica> = {}): Replica {
  return {
    attempt,
    role,
    history: null,
    known: nothingKnown,
    request: null,
    again: false,
    tries: 0,
    lost: false,
    note: 0,
    partial: false,
    handed: 0,
    skip: 0,
    issued: {},
    clone: null,
    seen: {},
    stopped: false,
    power: "on",
    epochs: [],
    dropped: {},
    ...fields,
  };
}

export function initialState(budget: Budget): State {
  const known: Known = { version: 1, generation: 1, owner: "A1", backup: "B1" };
  return {
    replicas: {
      A: replica(1, "primary", { history: powerOn, known }),
      B: replica(1, "backup", { history: powerOn, known }),
      C: replica(1, "idle"),
    },
    record: { ...known, state: "running", request: "" },
    persisted: null,
    fence: "A1",
    remembered: {},
    requests: [],
    replies: [],
    acknowledged: { "B1>A1": 0 },
    writes: [],
    disks: { shared: ["", ""], A: ["", ""], B: ["", ""], C: ["", ""] },
    released: powerOn,
    frames: "",
    ran: "A1",
    left: budget,
  };
}

/** Fields that hold other things are copied, things under way are shared: nobody writes to them. */
export function copyState(state: State): State {
  const { A, B, C } = state.replicas;
  return {
    ...state,
    replicas: { A: copyReplica(A), B: copyReplica(B), C: copyReplica(C) },
    requests: [...state.requests],
    replies: [...state.replies],
    acknowledged: { ...state.acknowledged },
    writes: [...state.writes],
    disks: { ...state.disks },
    left: { ...state.left },
  };
}

const copyReplica = (one: Replica): Replica => ({ ...one, issued: { ...one.issued }, seen: { ...one.seen } });
