/**
 * Every number that the FT stack may be tuned by. The defaults suit hosts on one local network. Times are of the
 * host's monotonic clock.
 */
export interface Tuning {
  /** Silence of either path, heartbeat or log, after which the other replica is suspected (paper 2.3). */
  readonly detectorTimeoutNs: number;
  readonly heartbeatIntervalNs: number;
  /** A running primary says its position at least this often, whatever its guest does. */
  readonly keepAliveIntervalNs: number;
  /** How long an entry that is not an output may wait for others to share its batch. */
  readonly batchDelayNs: number;
  /** How long the backup may owe an acknowledgement of a batch that carries no output. */
  readonly acknowledgeDelayNs: number;
  /** Between attempts to open a log or VMotion stream again. */
  readonly reconnectDelayNs: number;
  /** A request to the arbiter, or to placement, is repeated after this long without an answer. */
  readonly askAgainNs: number;
  /** Entries that the primary keeps for its backup: encoded bytes not yet acknowledged. Full: the VM stops. */
  readonly logBufferBytes: number;
  /** Entries that the backup holds and has not yet applied: encoded bytes. Full: the primary sends no more. */
  readonly receiveBufferBytes: number;
  /** A batch is closed at the next unit boundary once it is this big. */
  readonly batchMaxBytes: number;
  /** Frames that wait for a stopped VM; more are dropped, as a card without descriptors drops them. */
  readonly pendingFramesMax: number;
  /** Longest run between two looks at the timers, of host time. */
  readonly timerCheckNs: number;
  /** Guest time between two digests in the log; 0 for none. */
  readonly digestIntervalNs: number;
  /**
   * Announcements of the MAC address after go-live: first pause, then doubled up to the longest, which is the pause for
   * good, and at once where a frame for the VM arrives. So long may a former owner's last word mislead the network.
   */
  readonly announceFirstNs: number;
  readonly announceLongestNs: number;
  /** Execution lag above which the primary's CPU share is trimmed. */
  readonly lagMaxNs: number;
  /** Between two looks at the lag. */
  readonly throttleIntervalNs: number;
  /** Change of the CPU share in one step, in thousandths; the lowest share. */
  readonly throttleStepPerMille: number;
  readonly throttleLeastPerMille: number;
  /** Pre-copy ends when a round leaves at most this many pages, or after this many rounds. */
  readonly vmotionPagesLeft: number;
  readonly vmotionRoundsMax: number;
  /** Pages in flight to the destination before the source waits. */
  readonly vmotionPagesInFlight: number;
  /** A clone that makes no progress for this long is given up. */
  readonly vmotionTimeoutNs: number;
  /** A primary that moves stands still no longer than this before it asks; else the move is given up (paper 3.1: under one second). */
  readonly vmotionStopMaxNs: number;
  /** The destination of a moved primary, and a clone that suspects its source, read the record this often. */
  readonly recordReadNs: number;
  /** Pause before another try to find a backup. */
  readonly protectAgainNs: number;
  /** A backup whose disk fails tries again after this pause, so many times in all; then it reports itself. */
  readonly diskAgainNs: number;
  readonly diskAttemptsMax: number;
  /** Length of an epoch of the `checkpoint` strategy. */
  readonly epochNs: number;
}

const milliseconds = 1_000_000;

export const defaultTuning: Tuning = {
  detectorTimeoutNs: 2000 * milliseconds,
  heartbeatIntervalNs: 100 * milliseconds,
  keepAliveIntervalNs: 10 * milliseconds,
  batchDelayNs: 1 * milliseconds,
  acknowledgeDelayNs: 20 * milliseconds,
  reconnectDelayNs: 100 * milliseconds,
  askAgainNs: 250 * milliseconds,
  logBufferBytes: 4 << 20,
  receiveBufferBytes: 4 << 20,
  batchMaxBytes: 64 << 10,
  pendingFramesMax: 256,
  timerCheckNs: milliseconds / 2,
  digestIntervalNs: 200 * milliseconds,
  announceFirstNs: 100 * milliseconds,
  announceLongestNs: 3200 * milliseconds,
  lagMaxNs: 100 * milliseconds,
  throttleIntervalNs: 50 * milliseconds,
  throttleStepPerMille: 30,
  throttleLeastPerMille: 100,
  vmotionPagesLeft: 32,
  vmotionRoundsMax: 8,
  vmotionPagesInFlight: 256,
  vmotionTimeoutNs: 2000 * milliseconds,
  vmotionStopMaxNs: 800 * milliseconds,
  recordReadNs: 25 * milliseconds,
  protectAgainNs: 500 * milliseconds,
  diskAgainNs: 20 * milliseconds,
  diskAttemptsMax: 20,
  epochNs: 25 * milliseconds,
};
