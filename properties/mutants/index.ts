/** Every mutant, in the order of the checklist of behaviours. */
import { interruptOneUnitLate } from "./interrupt-one-unit-late.ts";
import { interruptAtBlockEnd } from "./interrupt-at-block-end.ts";
import { tscFromLocalHost } from "./tsc-from-local-host.ts";
import { interruptsPerEpoch } from "./interrupts-per-epoch.ts";
import { waitsForEntryBefore } from "./waits-for-entry-before.ts";
import { outputsNotHeld } from "./outputs-not-held.ts";
import { liveAtLastInput } from "./live-at-last-input.ts";
import { stopAndWait } from "./stop-and-wait.ts";
import { acknowledgesOnExecution } from "./acknowledges-on-execution.ts";
import { acknowledgesWhatItDrops } from "./acknowledges-what-it-drops.ts";
import { forgetsReplayedOutputs } from "./forgets-replayed-outputs.ts";
import { noteAtAcknowledgement } from "./note-at-acknowledgement.ts";
import { noteCoversWrites } from "./note-covers-writes.ts";
import { releasedWhenSent } from "./released-when-sent.ts";
import { backupSpeaks } from "./backup-speaks.ts";
import { liveBeforeDrained } from "./live-before-drained.ts";
import { heartbeatsOnly } from "./heartbeats-only.ts";
import { keepAliveBehindBuffer } from "./keep-alive-behind-buffer.ts";
import { noKeepAlive } from "./no-keep-alive.ts";
import { rareKeepAlives } from "./rare-keep-alives.ts";
import { starvationCountedAsLag } from "./starvation-counted-as-lag.ts";
import { loserAsksAgain } from "./loser-asks-again.ts";
import { readThenWrite } from "./read-then-write.ts";
import { noArbiter } from "./no-arbiter.ts";
import { liveAfterTimeout } from "./live-after-timeout.ts";
import { releasedWhileAsking } from "./released-while-asking.ts";
import { logsToDropped } from "./logs-to-dropped.ts";
import { resumesAfterAsking } from "./resumes-after-asking.ts";
import { asksWithNewId } from "./asks-with-new-id.ts";
import { neverReArmed } from "./never-re-armed.ts";
import { armedBeforeInStep } from "./armed-before-in-step.ts";
import { aloneWhileArming } from "./alone-while-arming.ts";
import { fenceAfterGoLive } from "./fence-after-go-live.ts";
import { noFencing } from "./no-fencing.ts";
import { announcedOnce } from "./announced-once.ts";
import { announcedUntilHeard } from "./announced-until-heard.ts";
import { neverAnnounced } from "./never-announced.ts";
import { waitsForLostBackup } from "./waits-for-lost-backup.ts";
import { entryLostAtCut } from "./entry-lost-at-cut.ts";
import { dirtyPageLost } from "./dirty-page-lost.ts";
import { cloneWithoutOutputs } from "./clone-without-outputs.ts";
import { cloneWithoutOperations } from "./clone-without-operations.ts";
import { stopAndCopy } from "./stop-and-copy.ts";
import { failedHostAgain } from "./failed-host-again.ts";
import { triedOnce } from "./tried-once.ts";
import { backupRunsAhead } from "./backup-runs-ahead.ts";
import { oldestDropped } from "./oldest-dropped.ts";
import { noThrottle } from "./no-throttle.ts";
import { shareNeverReturned } from "./share-never-returned.ts";
import { lagInEntries } from "./lag-in-entries.ts";
import { replaysAtGoLive } from "./replays-at-go-live.ts";
import { powerOffIgnored } from "./power-off-ignored.ts";
import { noAntiAffinity } from "./no-anti-affinity.ts";
import { entryLostOnReconnection } from "./entry-lost-on-reconnection.ts";
import { bothGoOn } from "./both-go-on.ts";
import { everyLoserHalts } from "./every-loser-halts.ts";
import { waitsForIdleDisk } from "./waits-for-idle-disk.ts";
import { countsDestinationAlone } from "./counts-destination-alone.ts";
import { ordersAtCut } from "./orders-at-cut.ts";
import { flushedByTimer } from "./flushed-by-timer.ts";
import { noDiskOrder } from "./no-disk-order.ts";
import { readsOvertakeWrites } from "./reads-overtake-writes.ts";
import { noBounceForReads } from "./no-bounce-for-reads.ts";
import { noBounceForWrites } from "./no-bounce-for-writes.ts";
import { unfinishedNotIssuedAgain } from "./unfinished-not-issued-again.ts";
import { completedIssuedAgain } from "./completed-issued-again.ts";
import { ringWrittenAtArrival } from "./ring-written-at-arrival.ts";
import { sharedWritesNotHeld } from "./shared-writes-not-held.ts";
import { notResynchronised } from "./not-resynchronised.ts";
import { copiesOverFormerWrites } from "./copies-over-former-writes.ts";
import { writesAhead } from "./writes-ahead.ts";
import { failedWriteCopied } from "./failed-write-copied.ts";
import { liveBeforeDisk } from "./live-before-disk.ts";
import { staleCopyBoots } from "./stale-copy-boots.ts";
import { readsUnderWayForgotten } from "./reads-under-way-forgotten.ts";
import { readsWhatALaterWriteLeft } from "./reads-what-a-later-write-left.ts";
import { timeOfNewHost } from "./time-of-new-host.ts";
import { divergenceIgnored } from "./divergence-ignored.ts";
import { releasedInEpoch } from "./released-in-epoch.ts";
import { epochWithoutOutputs } from "./epoch-without-outputs.ts";
import { epochInPart } from "./epoch-in-part.ts";
import { nonAtomicGuest } from "./non-atomic-guest.ts";
import { busyKeepAlive } from "./busy-keep-alive.ts";
import type { Mutant } from "./mutant.ts";

export const mutants: readonly Mutant[] = [
  interruptOneUnitLate,
  interruptAtBlockEnd,
  tscFromLocalHost,
  interruptsPerEpoch,
  waitsForEntryBefore,
  outputsNotHeld,
  liveAtLastInput,
  stopAndWait,
  acknowledgesOnExecution,
  acknowledgesWhatItDrops,
  forgetsReplayedOutputs,
  noteAtAcknowledgement,
  noteCoversWrites,
  releasedWhenSent,
  backupSpeaks,
  liveBeforeDrained,
  heartbeatsOnly,
  keepAliveBehindBuffer,
  noKeepAlive,
  rareKeepAlives,
  starvationCountedAsLag,
  loserAsksAgain,
  readThenWrite,
  noArbiter,
  liveAfterTimeout,
  releasedWhileAsking,
  logsToDropped,
  resumesAfterAsking,
  asksWithNewId,
  neverReArmed,
  armedBeforeInStep,
  aloneWhileArming,
  fenceAfterGoLive,
  noFencing,
  announcedOnce,
  announcedUntilHeard,
  neverAnnounced,
  waitsForLostBackup,
  entryLostAtCut,
  dirtyPageLost,
  cloneWithoutOutputs,
  cloneWithoutOperations,
  stopAndCopy,
  failedHostAgain,
  triedOnce,
  backupRunsAhead,
  oldestDropped,
  noThrottle,
  shareNeverReturned,
  lagInEntries,
  replaysAtGoLive,
  powerOffIgnored,
  noAntiAffinity,
  entryLostOnReconnection,
  bothGoOn,
  everyLoserHalts,
  waitsForIdleDisk,
  countsDestinationAlone,
  ordersAtCut,
  flushedByTimer,
  noDiskOrder,
  readsOvertakeWrites,
  noBounceForReads,
  noBounceForWrites,
  unfinishedNotIssuedAgain,
  completedIssuedAgain,
  ringWrittenAtArrival,
  sharedWritesNotHeld,
  notResynchronised,
  copiesOverFormerWrites,
  failedWriteCopied,
  liveBeforeDisk,
  writesAhead,
  staleCopyBoots,
  readsWhatALaterWriteLeft,
  readsUnderWayForgotten,
  timeOfNewHost,
  divergenceIgnored,
  releasedInEpoch,
  epochWithoutOutputs,
  epochInPart,
  nonAtomicGuest,
  busyKeepAlive,
];
