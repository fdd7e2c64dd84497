/**
 * The components of the FT stack that decide something, each a stateless object of functions over plain state.
 * `standardParts` is the product; a test of the tester swaps one in (`properties/mutants`).
 */
import { delivery, type Delivery } from "../replay/replayer.ts";
import { tagging, type Tagging } from "../replay/recorder.ts";
import { announcer, type Announcer } from "./announcer.ts";
import { arbiter, type Arbiter } from "./arbiter.ts";
import { arbiterClient, type ArbiterClient } from "./arbiter-client.ts";
import { type BackupExecution, backupExecution } from "./backup.ts";
import { type Bounce, bounce } from "./bounce.ts";
import { detector, type Detector } from "./detector.ts";
import { backupReads, type BackupReads, diskCompletion, type DiskCompletion } from "./disk-queue.ts";
import { checkpoint, type Checkpoint } from "./checkpoint.ts";
import { coldStart, type ColdStart } from "./cold-start.ts";
import { diskOrder, type DiskOrder } from "./disk-order.ts";
import { goLive, type GoLive } from "./go-live.ts";
import { logReceiver, type LogReceiver } from "./log-receiver.ts";
import { logSender, type LogSender } from "./log-sender.ts";
import { losing, type Losing } from "./losing.ts";
import { outputGate, type OutputGate } from "./output-gate.ts";
import { ownDisk, type OwnDisk } from "./own-disk.ts";
import { placement, type Placement } from "./placement.ts";
import { arrival, type Arrival } from "./primary.ts";
import { throttle, type Throttle } from "./throttle.ts";
import { vmotion, type VMotion } from "./vmotion-source.ts";

export interface Parts {
  readonly tagging: Tagging;
  readonly delivery: Delivery;
  readonly arrival: Arrival;
  readonly bounce: Bounce;
  readonly outputGate: OutputGate;
  readonly diskOrder: DiskOrder;
  readonly ownDisk: OwnDisk;
  readonly backupReads: BackupReads;
  readonly diskCompletion: DiskCompletion;
  readonly logSender: LogSender;
  readonly logReceiver: LogReceiver;
  readonly backupExecution: BackupExecution;
  readonly detector: Detector;
  readonly arbiter: Arbiter;
  readonly arbiterClient: ArbiterClient;
  readonly losing: Losing;
  readonly goLive: GoLive;
  readonly announcer: Announcer;
  readonly vmotion: VMotion;
  readonly placement: Placement;
  readonly throttle: Throttle;
  readonly coldStart: ColdStart;
  readonly checkpoint: Checkpoint;
}

export const standardParts: Parts = {
  tagging,
  delivery,
  arrival,
  bounce,
  outputGate,
  diskOrder,
  ownDisk,
  backupReads,
  diskCompletion,
  logSender,
  logReceiver,
  backupExecution,
  detector,
  arbiter,
  arbiterClient,
  losing,
  goLive,
  announcer,
  vmotion,
  placement,
  throttle,
  coldStart,
  checkpoint,
};
