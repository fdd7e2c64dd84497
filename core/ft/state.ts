/**
 * All that a node knows: plain data in one place, so that a world can be saved and forked at any event. Byte arrays in
 * it are never written to again, so copies may share them; everything else belongs to one node alone.
 */
import type { StreamId } from "../ports.ts";
import type { EntryNumber, OutputNumber } from "../replay/entry.ts";
import type { Execution } from "../replay/execution.ts";
import type { MadeOutput } from "../replay/output.ts";
import type { ClosedBatch, Recording } from "../replay/recorder.ts";
import type { Replaying } from "../replay/replayer.ts";
import type { DiskOperation, MachineInput } from "../vm/machine-io.ts";
import type { ByteCount, Nanoseconds, Position } from "../vm/units.ts";
import type { Phase } from "./phase.ts";
import type { ArbiterRecord, ArbiterRequest, HostId, ReplicaId } from "./record.ts";
import type { CloneKind } from "./vmotion-messages.ts";

/** When the other replica was last heard, on each of the two watched paths. */
export interface Heard {
  heartbeatNs: Nanoseconds;
  logNs: Nanoseconds;
}

/** A frame or console byte that was made and not handed to the wire (on a backup: not noted as handed over). */
export interface HeldOutput extends MadeOutput {
  readonly madeNs: Nanoseconds;
  /** Made in replay: at go-live it may leave a second time. */
  readonly replayed: boolean;
}

/** A disk operation that the guest started and whose completion is not in the log. */
export interface StartedOperation {
  readonly operation: DiskOperation;
  /** Where the write is an output (shared disk); else null. */
  readonly made: MadeOutput | null;
  readonly madeNs: Nanoseconds;
  readonly replayed: boolean;
  /** `issued`: this replica's disk has it; `answered`: and has done it. */
  stage: "waiting" | "issued" | "answered";
  /** Its completion is in the log: for the guest it is over. */
  logged: boolean;
  answer: { readonly ok: boolean; readonly data: Uint8Array | null } | null;
  attempts: number;
  /** When to try again what failed. */
  againNs: Nanoseconds | null;
}

/** What goes with the machine from replica to replica. */
export interface GuestState {
  execution: Execution;
  held: HeldOutput[];
  disk: StartedOperation[];
  /** Disk operations that the guest has started so far. */
  operationsStarted: number;
  /** Frames and console bytes up to this one are on the wire (on a backup: as far as the log says so). */
  handedOver: OutputNumber;
  /** What the operator gave the VM of a host's CPU, in thousandths (paper 3.3). */
  sharePerMille: number;
}

/** The log as one receiver gets it: the backup, or a clone in step. */
export interface LogLink {
  readonly replica: ReplicaId;
  stream: StreamId | null;
  inbox: Uint8Array;
  /** It said hello: what it acknowledged, it acknowledged to us. */
  greeted: boolean;
  /** Last entry put on the stream; last one acknowledged. */
  sent: EntryNumber;
  acknowledged: EntryNumber;
  /** Bytes that the receiver had room for when it acknowledged. */
  freeBytes: ByteCount;
  /** Where the receiver's execution stood, by its own word. */
  position: Position;
  /** Its own reads with smaller numbers are done (backup reads). */
  readsDone: number;
  /** When we last wrote to the stream. */
  saidNs: Nanoseconds;
  heard: Heard;
}

export interface Announcement {
  attempts: number;
  /** A frame addressed to the VM has arrived since. */
  heard: boolean;
  nextNs: Nanoseconds;
}

/** A clone on its way, as its source sees it. */
export interface CloneProgress {
  readonly kind: CloneKind;
  readonly host: HostId;
  /** Known once the destination is ready. */
  replica: ReplicaId | null;
  stream: StreamId | null;
  inbox: Uint8Array;
  stage: "opening" | "copying" | "cut" | "asked";
  /** Rounds of pre-copy that are done. */
  rounds: number;
  /** Pages of this round, and the index of the next to send. */
  pages: number[];
  nextPage: number;
  /** Written since this round began, as far as a saved state knows. */
  written: readonly number[];
  /** Pages sent, and those that the destination says it got. */
  sent: number;
  got: number;
  /** The destination stands where the source was cut. */
  hasState: boolean;
  /** Of a disk that is not shared: the next sector to copy, and the read that is under way. */
  nextSector: number;
  reading: MirrorRead | null;
  /** Last entry before the cut. */
  cutEntry: EntryNumber;
  readonly beganNs: Nanoseconds;
  progressNs: Nanoseconds;
  /** Since when the VM has stood still for the clone; null: it runs. */
  stoppedNs: Nanoseconds | null;
}

/** Consecutive sectors of 512 bytes. */
interface Sectors {
  readonly sector: number;
  readonly bytes: Uint8Array;
}

/** Sectors on their way to a new copy of the disk. */
export interface MirrorRead {
  readonly operation: number;
  readonly sector: number;
  readonly sectorCount: number;
  /** What the guest wrote to them meanwhile: newer than what is read. */
  readonly written: Sectors[];
}

/** A clone on its way, as its destination sees it. */
export interface JoiningState {
  stream: StreamId | null;
  readonly source: ReplicaId;
  readonly kind: CloneKind;
  inbox: Uint8Array;
  got: number;
  stateNs: Nanoseconds;
  /** Sectors to write to this host's copy of the disk, in order, and at the end none: a flush. The first is under way. */
  mirror: Sectors[];
  mirrorAttempts: number;
}

export interface ThrottleState {
  /** What the loop leaves of the VM's share, in thousandths. */
  sharePerMille: number;
  /** By the backup's last word, and at the look before. */
  lagNs: Nanoseconds;
  lagBeforeNs: Nanoseconds;
  saidLagNs: Nanoseconds;
  nextNs: Nanoseconds;
}

/** Up to here the log was whole from this moment on. */
export interface ReceivedHorizon {
  readonly horizon: Position;
  readonly atNs: Nanoseconds;
}

/** Of a node that executes the guest by its own decisions: the record's owner, or one that was. */
export interface OwnerState {
  recording: Recording;
  /** Batches that somebody has not acknowledged, oldest first. */
  batches: ClosedBatch[];
  batchBytes: ByteCount;
  links: LogLink[];
  /** Guest time is this much ahead of the host's monotonic clock. */
  guestAheadNs: Nanoseconds;
  /** Halted until an input comes: nothing to execute. */
  idle: boolean;
  /** Triple fault: nothing will ever execute. */
  dead: boolean;
  /** Arrived while the machine could not take them. */
  pendingInputs: { readonly input: MachineInput; readonly arrivedNs: Nanoseconds }[];
  /** When what is pending must be sent. */
  flushNs: Nanoseconds | null;
  /** Pages written since the last epoch, as far as a saved state knows (strategy `checkpoint`). */
  epochWritten: readonly number[];
  /** Guest time of the next digest. */
  digestNs: Nanoseconds;
  /** Release note already in the log. */
  noted: OutputNumber;
  announcement: Announcement | null;
  /** Reads that some backup may still have to do (backup reads). */
  unread: DiskOperation[];
  clone: CloneProgress | null;
  /** At the cut of a move of the primary: executes and releases nothing. */
  stopped: boolean;
  /** Looking for a host for a new backup. */
  seek: { attempts: number; nextNs: Nanoseconds | null } | null;
  /** Where replicas and clones were lost, oldest first. */
  failedHosts: readonly HostId[];
  throttle: ThrottleState;
  /** `stopping`: executes nothing more, outputs still leave; `logged`: the log says so. */
  power: "on" | "stopping" | "logged";
  /** The power-off's own entry. */
  powerEntry: EntryNumber;
}

/** Of a node that follows a log. */
export interface FollowerState {
  /** Whose log. */
  owner: ReplicaId;
  stream: StreamId | null;
  streamUp: boolean;
  reconnectNs: Nanoseconds | null;
  inbox: Uint8Array;
  /** Since when the inbox holds the beginning of a message, where it holds one. */
  inboxNs: Nanoseconds;
  replaying: Replaying;
  /** Batches received and not wholly applied, by last entry; their bytes. */
  unapplied: { readonly through: EntryNumber; readonly bytes: ByteCount }[];
  unappliedBytes: ByteCount;
  /** When an acknowledgement must be sent at the latest. */
  acknowledgeNs: Nanoseconds | null;
  advertisedBytes: ByteCount;
  /** Horizons that the machine has not passed, oldest first: what lag is measured by. */
  waiting: ReceivedHorizon[];
  /** The log says that the VM is powered off: the primary's silence is no failure. */
  ending: boolean;
  heard: Heard;
  /** When the request to go live was granted. */
  grantedNs: Nanoseconds;
}

/** A request to the arbiter: once sent it is asked until answered. */
interface OpenRequest {
  readonly request: ArbiterRequest;
  readonly askedNs: Nanoseconds;
  nextNs: Nanoseconds;
}

export interface Stranger {
  readonly stream: StreamId;
  inbox: Uint8Array;
}

export interface NodeState {
  replica: ReplicaId;
  /** Of this boot: the last one used in a replica's name. */
  attempt: number;
  phase: Phase;
  /** The newest version that this node knows to have stood. */
  record: ArbiterRecord;
  open: OpenRequest | null;
  requests: number;
  nextStream: StreamId;
  /** Log streams whose opener has not said who it is; VMotion streams without an offer yet. */
  strangers: Stranger[];
  offers: Stranger[];
  heartbeatNs: Nanoseconds;
  guest: GuestState | null;
  owner: OwnerState | null;
  follower: FollowerState | null;
  joining: JoiningState | null;
  /** Disk operations of the node's own, so far: they are numbered -1, -2, ... */
  ownOperations: number;
  /** Where disks are not shared: whose the commands are that the host's own has not answered, oldest first. */
  unanswered: ReplicaId[];
  /** When to read the record, the only news for who waits for it. */
  readNs: Nanoseconds | null;
}
